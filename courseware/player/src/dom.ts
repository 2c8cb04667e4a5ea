/** Builds the page's elements. Attributes are set one by one, never through markup. */

type Listener = (event: never) => void;
type Value = string | number | boolean | null | undefined | Listener;
export type Child = Node | string | null | undefined | false | Child[];

/**
 * An element: `h("button", { type: "button", onclick: next }, "Neste")`.
 *
 * `on…` adds a listener, `true` sets an empty attribute, and `false`, `null` or `undefined`
 * leaves the attribute out.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as EventListener);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  add(element, children);
  return element;
}

function add(parent: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) {
      add(parent, child);
    } else if (child !== null && child !== undefined && child !== false) {
      parent.append(child);
    }
  }
}

/** An element with HTML of the bundle inside: it was sanitised when the bundle was made. */
export function sanitised<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Value>,
  html: string,
): HTMLElementTagNameMap[Tag] {
  const element = h(tag, attributes);
  element.innerHTML = html;
  return element;
}

/** Text for screen readers only. */
export function unseen(...children: Child[]): HTMLElement {
  return h("span", { class: "ds-sr-only" }, ...children);
}

let numbered = 0;

/** An id that no other element on the page has. */
export function freshId(stem: string): string {
  numbered += 1;
  return `${stem}-${numbered}`;
}
