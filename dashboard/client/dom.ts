/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

type Child = Node | string;

/** The element of the page with an id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element as T;
}

/** Makes an element with attributes and what goes into it. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** Writes only what is new, so that a selection and what reads the page aloud are left in peace. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttributes(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

/** Shows or hides an element; a keyboard that was in it goes on from the release. */
export function show(element: HTMLElement, shown: boolean): void {
  if (!shown && element.contains(document.activeElement)) byId("release-title").focus();
  element.hidden = !shown;
}

/** One of a list's items as it is drawn. */
export interface Row<Item> {
  readonly element: Element;
  update(item: Item): void;
}

/**
 * Draws a list, and keeps what is already there.
 *
 * @param keyOf tells the items apart
 * @returns draws these items now
 */
export function list<Item>(parent: Element, keyOf: (item: Item) => string, makeRow: () => Row<Item>) {
  let rows = new Map<string, Row<Item>>();
  return (items: readonly Item[]): void => {
    const next = new Map(items.map((item) => [keyOf(item), rows.get(keyOf(item)) ?? makeRow()]));
    for (const [key, { element }] of rows) if (!next.has(key)) element.remove();
    for (const [index, row] of [...next.values()].entries()) {
      if (parent.children[index] !== row.element)
        parent.insertBefore(row.element, parent.children[index] ?? null);
    }
    for (const item of items) next.get(keyOf(item))?.update(item);
    rows = next;
  };
}
