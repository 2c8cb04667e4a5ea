/** A choice of whom a table shows. It stays in the address, so that a reload shows the same. */

import { h } from "../dom.ts";
import { field } from "./certificate.ts";

export interface Filter<Row> {
  /** Its name in the address. */
  name: string;
  label: string;
  /** The first shows everybody, and is the one that stands in no address. */
  choices: { key: string; label: string; holds: (row: Row) => boolean }[];
  rows: Row[];
  empty: string;
  table: (rows: Row[]) => HTMLElement;
}

export function filtered<Row>({ name, label, choices, rows, empty, table }: Filter<Row>): HTMLElement {
  const kept = new URLSearchParams(location.search).get(name);
  const body = h("div", {});
  const select = h(
    "select",
    { class: "ds-input", onchange: () => choose(select.selectedIndex) },
    choices.map(({ key, label, holds }) =>
      h("option", { value: key, selected: key === kept }, `${label} (${rows.filter(holds).length})`),
    ),
  );
  const choose = (index: number): void => {
    const chosen = choices[Math.max(index, 0)];
    if (!chosen) return;
    remember(name, chosen === choices[0] ? null : chosen.key);
    const shown = rows.filter(chosen.holds);
    body.replaceChildren(shown.length === 0 ? h("p", {}, empty) : table(shown));
  };
  choose(select.selectedIndex);
  return h("div", {}, field(label, select), body);
}

function remember(name: string, key: string | null): void {
  const address = new URL(location.href);
  if (key === null) address.searchParams.delete(name);
  else address.searchParams.set(name, key);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}
