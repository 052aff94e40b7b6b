import "./error-note-element.js";
import { fill, h } from "../dom.js";
import { networkTitle } from "../holder-words.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { outside } from "../views.js";
import { HolderSection } from "./holder-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").Network} Network */

/**
 * The networks that the provider serves; each is asked about once it is unfolded.
 * @extends {HolderSection<Network[]>}
 */
export class HolderNetworks extends HolderSection {
  /** @override @type {"h2" | "h3"} */
  level = "h3";

  /** @override */
  get words() { return { title: t("networks-title"), hint: t("networks-hint") }; }

  /** @override */
  connected() {
    this.addEventListener("toggle", (event) => void this.#unfold(event.target), { signal: this.signal, capture: true });
    super.connected();
  }

  /** @override */
  read() { return call("networks", { account: this.card?.id ?? "" }); }

  /** @override @param {Network[]} networks */
  content(networks) {
    if (networks.length === 0) return [h("p", { class: "muted", "data-testid": "networks-none" }, t("networks-none"))];
    return [h("ul", { class: "holder-items", "aria-label": t("networks-title"), "data-testid": "networks" }, ...networks.map((network) => h("li", null,
      h("details", { class: "fold network", "data-name": network.name },
        h("summary", { "data-testid": "network-open" }, outside(networkTitle(network)), network.test === true && h("span", { class: "tag" }, t("network-test"))),
        h("div", { class: "network-facts" })))))];
  }

  /** @param {EventTarget | null} fold */
  async #unfold(fold) {
    const slot = fold instanceof HTMLDetailsElement && fold.open ? fold.querySelector(".network-facts") : null;
    if (!(fold instanceof HTMLDetailsElement) || !slot || !this.card || slot.querySelector(".facts")) return;
    fill(slot, h("p", { class: "hint", role: "status" }, t("holder-loading")));
    try {
      fill(slot, factsOf(await call("network", { account: this.card.id, name: fold.dataset["name"] ?? "" })));
    } catch (reason) {
      const error = toIpcError(reason);
      if (error.code === "not_signed_in") this.tell("refill-signed-out");
      else fill(slot, h("error-note", { ".error": error }));
    }
  }
}

/** @param {Network} network what is unknown is left out */
function factsOf({ name, chainId, currency, test }) {
  /** @type {[string, string | null][]} */
  const facts = [
    [t("network-name"), name], [t("network-chain"), chainId], [t("network-currency"), currency],
  ];
  const rows = facts.filter(([, value]) => value).flatMap(([label, value]) => [h("dt", null, label), h("dd", null, h("bdi", null, isolate(value)))]);
  if (test !== null) rows.push(h("dt", null, t("network-kind")), h("dd", { class: "plain" }, t(test ? "network-test" : "network-real")));
  return h("dl", { class: "facts", "data-testid": "network-facts" }, ...rows);
}

customElements.define("holder-networks", HolderNetworks);
