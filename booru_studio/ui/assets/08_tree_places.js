// Which parts of the prompt came of a choice in the tree, and what stood there before.
// Positions are UTF-16 units of the text; edits move them along.
BS.treePlaces = (() => {
  let places = []; // {start, end, source}

  // text[start:end] became as long as newEnd - start.
  const follow = (start, end, newEnd) => {
    const by = newEnd - end;
    places = places.flatMap((place) => {
      if (end <= place.start && !(start === end && start === place.start)) return [{ ...place, start: place.start + by, end: place.end + by }];
      if (start >= place.end) return [place];
      if (start >= place.start && end <= place.end) return [{ ...place, end: place.end + by }];
      return []; // what stood there before is part of what was replaced
    });
  };

  // The shortest part in which two texts differ: [start, end in before, end in after].
  const difference = (before, after) => {
    const most = Math.min(before.length, after.length);
    let start = 0;
    while (start < most && before[start] === after[start]) start += 1;
    let same = 0;
    while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same += 1;
    return [start, before.length - same, after.length - same];
  };

  return {
    difference,
    all: () => places,
    clear: () => { places = []; },
    typed: (before, after) => before !== after && follow(...difference(before, after)),
    // A choice's text became something else; within an earlier place it stays that place.
    chosen: (start, end, newEnd, source) => {
      const isWithin = places.some((place) => place.start <= start && end <= place.end);
      follow(start, end, newEnd);
      if (!isWithin) places = [...places, { start, end: newEnd, source }].sort((one, two) => one.start - two.start);
    },
    forget: (place) => { places = places.filter((each) => each !== place); },
  };
})();
