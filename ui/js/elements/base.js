/**
 * What all elements of this window share: a life span for their listeners, and clicks by name.
 * Markup says `data-action="save"`; the element has `actions.save`. So a control that is drawn
 * again needs no listener of its own.
 */

/** @typedef {Record<string, (control: HTMLElement) => unknown>} Actions */

export class RefillElement extends HTMLElement {
  /** @type {AbortController | null} */
  #life = null;

  /** @type {Actions} */
  actions = {};

  /** Ends when the element leaves the page. */
  get signal() {
    this.#life ??= new AbortController();
    return this.#life.signal;
  }

  connectedCallback() {
    this.addEventListener("click", (event) => this.#act(event), { signal: this.signal });
    this.connected();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
  }

  connected() {}

  /**
   * Properties may be set before the element is in the page: drawing then waits.
   */
  redraw() {
    if (this.isConnected) this.draw();
  }

  draw() {}

  /** @param {MouseEvent} event */
  #act(event) {
    const target = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(target instanceof HTMLElement) || target.getAttribute("aria-disabled") === "true") return;
    const action = this.actions[target.dataset["action"] ?? ""];
    if (action) void action(target);
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
