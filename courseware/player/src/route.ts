/** Where in the course the learner is, and its address: the part after `#`. */

export type Route =
  | { page: "home" }
  | { page: "lesson"; id: string }
  | { page: "chapter"; id: string }
  | { page: "test"; id: string; step: TestStep }
  | { page: "plan" }
  | { page: "end" }
  | { page: "evaluation" };

/** A position counts from 1. */
export type TestStep = "intro" | "check" | "result" | number;

export function parseRoute(hash: string): Route {
  const [page, id, step] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  switch (page) {
    case "lesson":
    case "chapter":
      return id ? { page, id } : { page: "home" };
    case "test":
      return id ? { page, id, step: parseStep(step) } : { page: "home" };
    case "plan":
    case "end":
    case "evaluation":
      return { page };
    default:
      return { page: "home" };
  }
}

export function address(route: Route): string {
  switch (route.page) {
    case "home":
      return "#/";
    case "plan":
    case "end":
    case "evaluation":
      return `#/${route.page}`;
    case "test":
      return `#/test/${route.id}${route.step === "intro" ? "" : `/${route.step}`}`;
    default:
      return `#/${route.page}/${route.id}`;
  }
}

function parseStep(step: string | undefined): TestStep {
  if (step === "check" || step === "result") return step;
  return step !== undefined && /^[1-9][0-9]{0,2}$/.test(step) ? Number(step) : "intro";
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
