"""Every error a person can meet, each with the sentence they read.

A class owns its sentence: what happened, then what to do. The facts are given by name
(`raise PostNotFoundError(site="Danbooru", post_id=5)`), so a sentence is written once.

    BooruStudioError
    ├── UsageError                 command line or environment is wrong; the app ends with code 2
    ├── InvalidInputError          an argument has a wrong type, range or name
    ├── JobNotFoundError           no job has that id
    ├── JobStateError              the job cannot do that in its state
    ├── ScheduleNotFoundError      no schedule has that id
    ├── PresetNotFoundError        no preset has that name
    ├── BlockedContentError        the safety rules refuse it
    ├── HiddenPostError            the rating setting hides this post
    ├── WorkCancelledError         somebody stopped what they had asked for
    ├── AccessError                the mode the app runs in does not allow it
    │   ├── NotAllowedError            it is the owner's alone
    │   ├── GenerationOffError         no WebUI can be reached from here
    │   ├── TooOftenError              a visitor asks too much
    │   ├── RoomFullError              a visitor has used up their room
    │   └── RoomsTakenError            too many visitors at once
    ├── BooruError                 a booru
    │   ├── PostLinkError              that is no link or number of a post we know
    │   ├── PostNotFoundError          the post does not exist
    │   ├── PostDeletedError           the post was deleted
    │   ├── PostWithoutPictureError    the site withholds the post's file
    │   ├── BooruKeyMissingError       the site wants an API key
    │   ├── BooruKeyRefusedError       the site refused the API key
    │   ├── BooruRefusedError          the site turned us away (Cloudflare, missing permission)
    │   ├── BooruQueryError            the site cannot answer this search
    │   │   └── BooruTermLimitError        it has more terms than the account may send
    │   ├── BooruBusyError             too many requests
    │   ├── BooruTimeoutError          the site's database gave up
    │   ├── BooruUnreachableError      no answer
    │   ├── BooruReplyError            an answer we cannot read
    │   └── PictureError               a picture could not be fetched
    ├── WebUiError                 a WebUI; `url` is the address without credentials
    │   ├── WebUiNotReachableError     nothing was sent
    │   ├── WebUiOutcomeUnknownError   sent, but no answer came back
    │   ├── WebUiAuthError             user name or password wrong
    │   ├── WebUiApiDisabledError      it runs without --api
    │   ├── WebUiExtensionMissingError  it has no Agent Scheduler
    │   ├── WebUiRejectedError         it refused the request before starting
    │   ├── WebUiBusyError             it, or a proxy before it, wants fewer requests
    │   ├── WebUiFailedError           it failed while working
    │   │   └── WebUiOutOfMemoryError      its graphics card ran out of memory
    │   ├── WebUiReplyError            an answer that is not what a WebUI says
    │   ├── WebUiInterruptedError      somebody stopped the job on the WebUI's own page
    │   └── UnknownChoiceError         it does not have that checkpoint, sampler, ...
    ├── PictureFileError           a picture somebody handed in
    │   ├── PictureUnreadableError     it is no picture, or broken
    │   └── PictureTooLargeError       its file or its area is too large
    ├── InterrogationError         an interrogator
    │   ├── UnknownInterrogatorError   there is none of that name
    │   ├── NoInterrogatorError        none can be used now
    │   ├── ModelMissingError          its model has not been downloaded
    │   ├── ModelDownloadError         its model could not be downloaded
    │   ├── ModelCorruptError          the model's file is not the one its author published
    │   ├── ModelContractError         the model does not have the shapes it should have
    │   ├── InterrogatorUnavailableError  it does not answer
    │   ├── InterrogatorAuthError      it refused the token
    │   ├── InterrogatorQuotaError     its free time is used up
    │   ├── InterrogatorTimeoutError   it took too long
    │   └── InterrogatorReplyError     an answer we cannot read
    └── StorageError               our own files
        ├── StoreLockedError           another process has the data folder
        ├── StoreReadError             a file is there, but cannot be read
        ├── StoreWriteError            the disk is full or read-only
        └── TagListError               a list of tags for autocompletion cannot be used
"""

from typing import ClassVar

_BREAKS = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")
_LONGEST_FACT = 800  # characters


def _cut(fact: object) -> object:
    if isinstance(fact, str) and len(fact) > _LONGEST_FACT:
        return f"{fact[:_LONGEST_FACT]}…"
    return fact


class BooruStudioError(Exception):
    """An expected failure; `str()` of it is one sentence for a person.

    Subclasses set `sentence`, a format string over the keyword facts given when raised.
    """

    sentence: ClassVar[str] = "{reason}"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        # What others wrote may be in it: a sentence is one line of some length all the same.
        shown = {name: _cut(fact) for name, fact in facts.items()}
        super().__init__(self.sentence.format(**shown).translate(_BREAKS))


class UsageError(BooruStudioError):
    """The command line or the environment is wrong."""


class InvalidInputError(BooruStudioError):
    """An argument has a wrong type, range or name."""


class JobNotFoundError(BooruStudioError):
    sentence = "There is no job {job_id}: look at the Jobs tab for the ones there are."


class JobStateError(BooruStudioError):
    sentence = "Job {job_id} is {state}, so it cannot be {wanted}: {advice}."


class ScheduleNotFoundError(BooruStudioError):
    sentence = "There is no schedule {schedule_id}: list the schedules for the ones there are."


class PresetNotFoundError(BooruStudioError):
    sentence = "There is no preset “{name}”: {advice}."


class BlockedContentError(BooruStudioError):
    sentence = "This was not sent: {reason}."


class HiddenPostError(BooruStudioError):
    sentence = (
        "Post {post} is not shown, because its rating is outside of what is allowed here "
        "({allowed}): choose another post, or have the owner set BOORU_STUDIO_RATINGS."
    )


class WorkCancelledError(BooruStudioError):
    sentence = "This was stopped, as asked: start it again when you like."


class AccessError(BooruStudioError):
    """The mode the app runs in does not allow it."""


class NotAllowedError(AccessError):
    sentence = (
        "Visitors cannot {deed} here: duplicate this Space, or run Booru Studio on your own "
        "machine."
    )


class GenerationOffError(AccessError):
    sentence = (
        "No pictures can be made here, since {reason}: copy the prompt, or have the owner set "
        "BOORU_STUDIO_WEBUI to the public https address of a WebUI."
    )


class TooOftenError(AccessError):
    sentence = "That was a lot in a short time: wait {seconds:.0f} s, then go on."


class RoomFullError(AccessError):
    sentence = "Your {megabytes:.0f} MB here are used up: delete some pictures, then try again."


class RoomsTakenError(AccessError):
    sentence = "Too many visitors are here right now: try again in a few minutes."


class BooruError(BooruStudioError):
    """Something a booru could not or would not do."""


class PostLinkError(BooruError):
    sentence = (
        "“{text}” is no post of {sites}: paste the post's link, “danbooru:123”, "
        "“gelbooru:123”, or a Danbooru post number."
    )


class PostNotFoundError(BooruError):
    sentence = "{site} has no post {post_id}: check the number or the link."


class PostDeletedError(BooruError):
    sentence = "Post {post_id} was deleted on {site}: choose another post."


class PostWithoutPictureError(BooruError):
    sentence = "{site} does not hand out the picture of post {post_id}: choose another post."


class BooruKeyMissingError(BooruError):
    sentence = "{site} answers only with an API key: set {variables} and start again."


class BooruKeyRefusedError(BooruError):
    sentence = "{site} did not accept the API key: check {variables} and start again."


class BooruRefusedError(BooruError):
    sentence = "{site} turned the request away ({reason}): wait a while, then try again."


class BooruQueryError(BooruError):
    sentence = "{site} cannot answer this search ({reason}): use fewer or other terms."


class BooruTermLimitError(BooruQueryError):
    @property
    def most_terms(self) -> int:
        """How many terms the account may send."""
        return int(str(self.facts["most_terms"]))


class BooruBusyError(BooruError):
    sentence = "{site} asks us to slow down: wait {seconds:.0f} s, then try again."


class BooruTimeoutError(BooruError):
    sentence = "{site}'s database gave up on this search: narrow it, for example with age:<1month."


class BooruUnreachableError(BooruError):
    sentence = "{site} does not answer ({reason}): check the network, then try again."


class BooruReplyError(BooruError):
    sentence = "{site} sent something that is no answer ({reason}): try again later."


class PictureError(BooruError):
    sentence = "The picture could not be fetched ({reason}): open the post on its site instead."


class WebUiError(BooruStudioError):
    """Something a WebUI could not or would not do."""


class WebUiNotReachableError(WebUiError):
    sentence = (
        "The WebUI at {url} does not answer ({reason}): start it with --api, or check --webui."
    )


class WebUiOutcomeUnknownError(WebUiError):
    sentence = (
        "The connection to the WebUI at {url} was lost after the job was sent ({reason}): "
        "it is being looked up there, nothing needs to be done."
    )


class WebUiAuthError(WebUiError):
    sentence = (
        "The WebUI at {url} wants a user name and password: set --webui-auth USER:PASSWORD."
    )


class WebUiApiDisabledError(WebUiError):
    sentence = "The WebUI at {url} runs without its API: start it with --api."


class WebUiExtensionMissingError(WebUiError):
    sentence = (
        "The WebUI at {url} has no Agent Scheduler: install that extension there, "
        "or give --webui the address without agent+."
    )


class WebUiRejectedError(WebUiError):
    sentence = "The WebUI at {url} refused the request ({reason}): change it and retry."


class WebUiBusyError(WebUiError):
    sentence = "The WebUI at {url} asks us to wait ({reason}): try again in {retry_after:.0f} s."

    def __init__(self, *, url: str, reason: str, retry_after: float) -> None:
        super().__init__(url=url, reason=reason, retry_after=retry_after)
        self.retry_after = retry_after  # seconds


class WebUiFailedError(WebUiError):
    sentence = (
        "The WebUI at {url} failed while working ({reason}): look at its console, then retry."
    )


class WebUiOutOfMemoryError(WebUiFailedError):
    sentence = (
        "The WebUI at {url} ran out of graphics memory ({reason}): use a smaller size or batch, "
        "less hires fix, or close other programs, then retry."
    )


class WebUiReplyError(WebUiError):
    sentence = (
        "The address {url} does not answer like an SD WebUI ({reason}): "
        "check --webui and what runs there, then retry."
    )


class WebUiInterruptedError(WebUiError):
    sentence = "The job was stopped on the page of the WebUI at {url}: retry it when you like."


class UnknownChoiceError(WebUiError):
    sentence = "The WebUI at {url} has no {kind} “{name}”: {advice}."


class PictureFileError(BooruStudioError):
    """A picture that somebody handed in; `name` is its file or its post."""


class PictureUnreadableError(PictureFileError):
    sentence = "{name} is no picture that can be read ({reason}): give a JPEG, PNG or WebP."


class PictureTooLargeError(PictureFileError):
    sentence = "{name} is too large ({size}, at most {limit}): make it smaller first."


class InterrogationError(BooruStudioError):
    """Something an interrogator could not or would not do; `name` is what a person calls it."""


class UnknownInterrogatorError(InterrogationError):
    sentence = "There is no interrogator “{name}”: use one of {known}."


class NoInterrogatorError(InterrogationError):
    sentence = "No interrogator can be used now ({reason}): {advice}."


class ModelMissingError(InterrogationError):
    sentence = (
        "The model of {name} is not on this machine yet: download it ({megabytes:.0f} MB, once) "
        "or put it into the folder BOORU_STUDIO_MODELS."
    )


class ModelDownloadError(InterrogationError):
    sentence = "The model of {name} could not be downloaded ({reason}): {advice}."


class ModelCorruptError(InterrogationError):
    sentence = "The file {path} of {name} is damaged ({reason}): {advice}."


class ModelContractError(InterrogationError):
    sentence = "{path} is no model that {name} can use ({reason}): give the model it names."


class InterrogatorUnavailableError(InterrogationError):
    sentence = "{name} does not answer ({reason}): {advice}."


class InterrogatorAuthError(InterrogationError):
    sentence = "{name} refused the access ({reason}): check {variable} and start again."


class InterrogatorQuotaError(InterrogationError):
    sentence = "{name} has no free time left ({reason}): wait, or choose another interrogator."


class InterrogatorTimeoutError(InterrogationError):
    sentence = (
        "{name} took longer than {seconds:.0f} s: try again, or choose another interrogator."
    )


class InterrogatorReplyError(InterrogationError):
    sentence = (
        "{name} sent something that is no interrogation ({reason}): choose another interrogator."
    )


class StorageError(BooruStudioError):
    """Something our own files could not do."""


class StoreLockedError(StorageError):
    sentence = (
        "The data folder {folder} is in use by another Booru Studio (process {owner}): "
        "stop that one, or start this one with another --data."
    )


class StoreReadError(StorageError):
    sentence = "{path} cannot be read ({reason}): look at it outside of Booru Studio."


class StoreWriteError(StorageError):
    sentence = (
        "{path} could not be written ({reason}): make room or check the rights, then retry."
    )


class TagListError(StorageError):
    sentence = (
        "The tag list {path} cannot be used ({reason}): give a CSV as tagcomplete has them, "
        "name,type,count,aliases."
    )
