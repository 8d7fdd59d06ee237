// Parts that were there before this script.
for (const [id, fill] of BS.mounts) {
  const part = document.getElementById(id);
  if (part?.querySelector(".bs-shell")) fill(part);
}
