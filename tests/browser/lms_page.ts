/**
 * What the pages of both LMSs share: they show the course in a frame or a window, write down every
 * call that it makes, and keep what a session has committed. Nothing else survives it.
 *
 * The address says how: `?window=popup`, `?api=none`, `?mode=review`, `?credit=no-credit`,
 * `?mastery=75`.
 */

const PLACE = "lms";
const asked = new URLSearchParams(location.search);

/** `["LMSSetValue", ["cmi.core.exit", "suspend"], "true"]` */
type Call = [name: string, given: string[], answer: string];

interface Kept {
  values: Map<string, string>;
}

interface Talk {
  log: Call[];
  /** As when the machine loses power: the course gets no word through any more. */
  dead: boolean;
}

declare global {
  interface Window {
    talk: Talk;
  }
}

/** The value that the address gives each of `names`, by the element that it is for. */
export function given(names: Record<string, string>): Record<string, string> {
  const pairs = Object.entries(names).map(([name, element]) => [element, asked.get(name)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== null)) as Record<string, string>;
}

export function kept<Stored extends Kept>(newcomer: () => Stored): Stored {
  const text = localStorage.getItem(PLACE);
  if (text === null) return newcomer();
  const { values, ...rest } = JSON.parse(text) as Stored & { values: [string, string][] };
  return { ...rest, values: new Map(values) } as unknown as Stored;
}

/** Puts the API where the course looks for it. `storing`: the functions that keep what was set. */
export function offer<Api extends object, Stored extends Kept>(
  name: string,
  { api, stored }: { api: Api; stored: Stored },
  storing: readonly (keyof Api)[],
): void {
  const talk: Talk = { log: [], dead: false };
  const heard = new Proxy(api, {
    get(target, property) {
      const inner = target[property as keyof Api] as (...values: string[]) => string;
      return (...values: string[]): string => {
        if (talk.dead) throw new Error("there is no LMS any more");
        const answer = inner(...values);
        talk.log.push([String(property), values, answer]);
        // As the LMS's server would: stored before the answer is given.
        if (answer === "true" && storing.includes(property as keyof Api)) store(stored);
        return answer;
      };
    },
  });
  window.talk = talk;
  if (asked.get("api") !== "none") Object.assign(window, { [name]: heard });
  show();
}

function store({ values, ...rest }: Kept): void {
  localStorage.setItem(PLACE, JSON.stringify({ ...rest, values: [...values] }));
}

function show(): void {
  const main = document.querySelector("main") as HTMLElement;
  if (asked.get("window") === "popup") {
    const button = document.createElement("button");
    button.textContent = "Open the course";
    button.onclick = () => window.open("package/index.html", "course", "width=1000,height=800");
    main.append(button);
    return;
  }
  const frame = document.createElement("iframe");
  frame.src = "package/index.html";
  frame.title = "Course";
  frame.name = "course";
  main.append(frame);
}
