/**
 * The one way in which this window makes elements: text is always text, so that
 * a provider's words can never become markup.
 */

/** @typedef {Node | string | number | null | undefined | false} Child */

const SVG_NS = "http://www.w3.org/2000/svg";

/**
 * `class`, attributes, and (with a leading dot) properties.
 * `true` sets an empty attribute; `false`, `null` and `undefined` leave it out.
 * @typedef {Record<string, unknown>} Props
 */

/**
 * @param {Element} el
 * @param {Props | null} props
 */
function applyProps(el, props) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith(".")) {
      Reflect.set(el, name.slice(1), value);
    } else if (value === true) {
      el.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      el.setAttribute(name, String(value));
    }
  }
}

/**
 * @param {Element | DocumentFragment} parent
 * @param {readonly Child[]} children
 */
function appendAll(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(typeof child === "number" ? String(child) : child);
  }
}

/**
 * @template {string} K
 * @param {K} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {K extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[K] : HTMLElement}
 */
export function h(tag, props = null, ...children) {
  const el = document.createElement(tag);
  // Options must exist before a select's value can be set.
  appendAll(el, children);
  applyProps(el, props);
  return /** @type {any} */ (el);
}

/**
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, props = null, ...children) {
  const el = /** @type {SVGElement} */ (document.createElementNS(SVG_NS, tag));
  applyProps(el, props);
  appendAll(el, children);
  return el;
}

/**
 * Replaces the children of `root`, and gives the focus back to the control that
 * had it: a background refresh must not throw a keyboard user to the top.
 * @param {Element} root
 * @param {...Child} children
 */
export function fill(root, ...children) {
  const focused = root.ownerDocument.activeElement;
  const had = focused && root.contains(focused) ? focused : null;
  const key = had?.getAttribute("data-testid") ?? null;
  const label = had?.getAttribute("aria-label") ?? null;
  root.replaceChildren();
  appendAll(root, children);
  if (!key) return;
  // Several controls may be of one kind; their labels tell them apart.
  const alike = [...root.querySelectorAll(`[data-testid="${CSS.escape(key)}"]`)];
  const again = alike.find((control) => control.getAttribute("aria-label") === label) ?? (alike.length === 1 ? alike[0] : undefined);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function must(root, selector, type) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`missing in the page: ${selector}`);
  return found;
}

let lastId = 0;

/** @param {string} stem */
export function uniqueId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}
