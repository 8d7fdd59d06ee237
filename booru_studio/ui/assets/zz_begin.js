// Parts that were there before this script.
for (const [id, fill] of Object.entries(BS.mounts)) {
  const part = document.getElementById(id);
  if (part?.querySelector(".bs-shell")) fill(part);
}
