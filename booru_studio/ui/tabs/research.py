"""The Research tab: see what is drawn now, find posts, make pictures of them."""

from typing import ClassVar

from booru_studio.ui.context import UiContext
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.widgets.fields import area, inside, notice
from booru_studio.ui.widgets.shell import shell

_WISHES = f"""
<div class="bs-panel bs-wishes">
  {area("append-text", "Text appended to every recreation", 1, 6,
        "Goes to the end of each prompt: a style, __wildcards__, &lt;lora:name:0.8&gt;")}
  {area("remove-tags", "Tags to leave out", 1, 6, "hat, *_background, @hair")}
  {inside("research-line")}
</div>
"""
_POSTS = f"""
<div id="research-search"><input class="bs-input" aria-label="Search posts" autocomplete="off"
  spellcheck="false" placeholder="Search: 1girl outdoors … empty lists the newest"></div>
{inside("search-tools")}
{notice("search-message")}
{inside("post-grid")}
{inside("picked-bar")}
"""
# On narrow windows the desk covers the posts.
_DESK = f"""
<div id="desk-back"><button type="button" class="bs-button bs-desk-back" data-do="close-desk"
  >‹ Posts</button></div>
<div class="bs-line bs-link-row">
  <label class="bs-field" id="post-link"><span>Post</span><input class="bs-input"
    autocomplete="off" spellcheck="false" placeholder="Paste a post link, or danbooru:123"></label>
  <button type="button" class="bs-button" id="draft-button">Draft</button>
  <button type="button" class="bs-button bs-primary" id="recreate-button">Recreate now</button>
</div>
{notice("research-message")}
{inside("post-empty")}
<div id="draft-result">
  <div class="bs-draft-head">{inside("post-picture")}{inside("post-facts")}</div>
  {area("draft-prompt", "Prompt of the draft, yours to edit", 4, 14)}
  <button type="button" class="bs-button" id="to-generation">To Generation</button>
  {inside("post-tags")}
</div>
"""
_HTML = f"""
{_WISHES}
<div id="research-columns">
  <div class="bs-panel" id="trend-column">{inside("trending-list")}</div>
  <div class="bs-panel" id="posts-column">{_POSTS}</div>
  <div class="bs-panel" id="desk-column">{_DESK}</div>
</div>
"""


class ResearchTab(Tab):
    """What is drawn now on the left, posts in the middle, the post at hand on the right."""

    id: ClassVar[str] = "research"
    title: ClassVar[str] = "Research"
    order: ClassVar[int] = 3

    def build(self, ui: UiContext) -> None:
        del ui  # everything on this tab is asked for by the page's own script
        shell("research-desk", _HTML)
