/** Dragging by mouse, finger or pen. Whoever offers it offers another way too (WCAG 2.5.7). */

const EDGE_PX = 56;
const ROLL_PX = 8;
const ROLL_MS = 16;

/**
 * Follows the pointer that took hold of `what` until it lets go. Held near the window's edge, the
 * page rolls on, so that what is further down can be reached. `end` gets null when the drag was
 * broken off: the browser took the finger for scrolling, or Escape was pressed.
 */
export function drag(
  start: PointerEvent,
  what: HTMLElement,
  follow: (at: PointerEvent) => void,
  end: (at: PointerEvent | null) => void = () => {},
): void {
  if (start.button !== 0 || !start.isPrimary) return;
  start.preventDefault();
  what.dataset.held = "";
  let last = start;
  const over = new AbortController();
  const { signal } = over;
  const rolling = window.setInterval(() => {
    const up = last.clientY < EDGE_PX;
    if (!up && last.clientY < window.innerHeight - EDGE_PX) return;
    const before = window.scrollY;
    window.scrollBy({ top: up ? -ROLL_PX : ROLL_PX, behavior: "instant" });
    if (window.scrollY !== before) follow(last);
  }, ROLL_MS);
  const finish = (at: PointerEvent | null): void => {
    over.abort();
    window.clearInterval(rolling);
    delete what.dataset.held;
    end(at);
  };
  document.addEventListener(
    "pointermove",
    (at) => {
      last = at;
      follow(at);
    },
    { signal },
  );
  document.addEventListener("pointerup", finish, { signal });
  document.addEventListener("pointercancel", () => finish(null), { signal });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && finish(null), { signal });
}
