import { fill, h, must, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { field } from "../views.js";
import { RefillElement } from "./base.js";

/** @typedef {import("../bindings/ipc.d.ts").ProviderView} ProviderView */
/** @typedef {import("../standing.js").Wanted} Wanted */
/** @typedef {Record<import("../standing.js").Show, number>} Counts */

const SHOW_WORDS = /** @type {const} */ ({ all: "find-all", low: "find-low", unreadable: "find-unreadable" });

/** Finds one account among many. Tells `refill-find` what is wanted, and `refill-find-first` when Enter is pressed. */
export class AccountFinder extends RefillElement {
  #drawn = "";

  /** @override */
  connected() {
    if (this.hasChildNodes()) return;
    const search = h("input", {
      id: uniqueId("find"), name: "text", type: "search", autocomplete: "off", spellcheck: "false",
      placeholder: t("find-hint"), "aria-label": t("find-label"), "data-testid": "find-text",
    });
    const form = h("form", { class: "finder", role: "search", "aria-label": t("find-label"), novalidate: true },
      h("div", { class: "find-text" }, icon("search"), search),
      h("fieldset", { class: "segments" }, h("legend", { class: "visually-hidden" }, t("find-show"))),
      h("div", { class: "find-provider" }));
    this.append(form);
    const { signal } = this;
    form.addEventListener("submit", (event) => { event.preventDefault(); this.tell("refill-find-first"); }, { signal });
    form.addEventListener("input", () => this.tell("refill-find", this.wanted), { signal });
    // The window has no search of its own, so the keys for it are free.
    document.addEventListener("keydown", (event) => this.#key(event, search), { signal });
  }

  /** @returns {Wanted} */
  get wanted() {
    const data = new FormData(must(this, "form", HTMLFormElement));
    const said = (/** @type {string} */ name) => String(data.get(name) ?? "");
    return { text: said("text").trim(), show: /** @type {Wanted["show"]} */ (said("show") || "all"), provider: said("provider") };
  }

  /** @param {{ counts: Counts, providers: readonly ProviderView[] }} world */
  set world({ counts, providers }) {
    const drawn = JSON.stringify([counts, providers]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { show, provider } = this.wanted;
    const options = Object.entries(SHOW_WORDS).map(([value, id]) => h("label", { class: "segment" },
      h("input", { type: "radio", name: "show", value, "data-testid": `find-${value}`, ".checked": value === show }),
      h("span", null, t(id, { n: counts[/** @type {Wanted["show"]} */ (value)] }))));
    fill(must(this, ".segments", HTMLElement), h("legend", { class: "visually-hidden" }, t("find-show")), ...options);
    const select = h("select", { id: uniqueId("provider"), name: "provider", "data-testid": "find-provider" },
      h("option", { value: "" }, t("find-provider-all")),
      ...providers.map((p) => h("option", { value: p.id }, isolate(p.name))));
    select.value = providers.some((p) => p.id === provider) ? provider : "";
    const named = field(t("add-provider"), select);
    named.querySelector("label")?.classList.add("visually-hidden");
    fill(must(this, ".find-provider", HTMLElement), named);
  }

  clear() {
    must(this, "form", HTMLFormElement).reset();
    must(this, "input[name=show][value=all]", HTMLInputElement).checked = true;
    this.tell("refill-find", this.wanted);
    must(this, "input[name=text]", HTMLInputElement).focus();
  }

  /** @param {KeyboardEvent} event @param {HTMLInputElement} search */
  #key(event, search) {
    if (document.querySelector("dialog[open]") || this.hidden) return;
    if (event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && event.target === search && search.value) {
      event.preventDefault();
      search.value = "";
      this.tell("refill-find", this.wanted);
    }
  }
}

customElements.define("account-finder", AccountFinder);
