/**
 * A table that is wider than its page is told row by row: each row under its first cell, each other
 * cell under its column's name. What fits stays a table. For those who listen it is one either way.
 */

const ROLES = [
  ["table", "table"],
  ["thead, tbody", "rowgroup"],
  ["tr", "row"],
  ["th", "columnheader"],
  ["td", "cell"],
] as const;

/** Gives the way to stop. */
export function fitTables(body: HTMLElement): () => void {
  const widths = new WeakMap<Element, number>();
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (widths.get(target) === target.clientWidth) continue; // only its height is new: our doing
      widths.set(target, target.clientWidth);
      requestAnimationFrame(() => fit(target));
    }
  });
  for (const box of body.querySelectorAll(".kp-table")) {
    nameParts(box);
    watcher.observe(box);
  }
  return () => watcher.disconnect();
}

function fit(box: Element): void {
  box.classList.remove("kp-told");
  box.classList.toggle("kp-told", box.scrollWidth > box.clientWidth);
}

/** The roles, which a table loses where it is laid out as blocks, and each cell's column. */
function nameParts(box: Element): void {
  for (const [parts, role] of ROLES) {
    for (const part of box.querySelectorAll(parts)) part.setAttribute("role", role);
  }
  const columns = [...box.querySelectorAll("th")].map((each) => each.textContent ?? "");
  for (const row of box.querySelectorAll("tbody tr")) {
    [...row.children].forEach((cell, at) => cell.setAttribute("data-label", columns[at] ?? ""));
  }
}
