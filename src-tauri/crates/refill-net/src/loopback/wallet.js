"use strict";
// Asks a wallet in this browser, and hands what it says to the page's own address: once, then the page is over.
// Wallets announce themselves (EIP-6963); what they say of themselves is shown as text.
(() => {
  const task = JSON.parse(document.getElementById("task").textContent);
  const list = document.getElementById("wallets");
  const status = document.getElementById("status");
  const headline = document.querySelector("h1");
  const offered = new Map();
  /** Wallets answer within moments; after that one that cannot announce itself is taken. */
  const SETTLED_MS = 700;
  const MOST_WALLETS = 20, LONGEST_NAME = 40;
  const UNNAMED = { id: "", name: "Ethereum" };

  function offer(id, name, provider) {
    if (offered.has(id) || offered.size >= MOST_WALLETS || typeof provider?.request !== "function") return;
    const button = document.createElement("button");
    button.type = "button";
    button.dir = "auto";
    button.textContent = name;
    button.addEventListener("click", () => choose(provider));
    offered.set(id, button);
    list.append(button);
    status.textContent = "";
  }

  addEventListener("eip6963:announceProvider", ({ detail }) => {
    const name = String(detail?.info?.name ?? "").slice(0, LONGEST_NAME).trim();
    offer(String(detail?.info?.uuid), name || UNNAMED.name, detail?.provider);
    if (offered.size > 1) {
      offered.get(UNNAMED.id)?.remove();
      offered.delete(UNNAMED.id);
    }
  });
  dispatchEvent(new Event("eip6963:requestProvider"));
  setTimeout(() => {
    if (!offered.size) offer(UNNAMED.id, UNNAMED.name, window.ethereum);
    if (!offered.size) status.textContent = task.nothing_found;
  }, SETTLED_MS);

  async function choose(provider) {
    for (const button of list.children) button.disabled = true;
    status.textContent = task.waiting;
    const answer = await ask(provider).catch((error) => ({ failed: reason(error) }));
    const taken = await send(answer);
    finish(taken && !answer.failed ? task.done : task.failed);
  }

  async function ask(provider) {
    const accounts = await provider.request({ method: "eth_requestAccounts" });
    await switchChain(provider);
    if (!task.sign) return { address: String(accounts[0]) };
    const wanted = task.sign.address.toLowerCase();
    const account = accounts.find((each) => String(each).toLowerCase() === wanted);
    if (!account) throw { failed: "other_address" };
    const params = [account, task.sign.typed_data];
    return { signature: String(await provider.request({ method: "eth_signTypedData_v4", params })) };
  }

  async function switchChain(provider) {
    const isThere = async () => Number(await provider.request({ method: "eth_chainId" })) === task.chain;
    if (await isThere()) return;
    const params = [{ chainId: `0x${task.chain.toString(16)}` }];
    await provider.request({ method: "wallet_switchEthereumChain", params }).catch((error) => {
      throw reason(error) === "refused" ? error : { failed: "other_chain" };
    });
    if (!(await isThere())) throw { failed: "other_chain" };
  }

  /** EIP-1193: 4001 is the person's no, 4100 a no that was said before. */
  function reason(error) {
    return error?.failed ?? ([4001, 4100].includes(error?.code) ? "refused" : "other");
  }

  async function send(answer) {
    const headers = { "Content-Type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(answer), credentials: "omit", cache: "no-store" };
    return fetch(location.href, request).then((reply) => reply.ok, () => false);
  }

  function finish([title, text]) {
    list.replaceChildren();
    status.textContent = "";
    document.title = title;
    headline.textContent = title;
    for (const old of document.querySelectorAll("h1 ~ p[dir]:not(#status)")) old.remove();
    const paragraphs = text.split("\n\n").map((words) => {
      const paragraph = document.createElement("p");
      paragraph.dir = "auto";
      paragraph.textContent = words;
      return paragraph;
    });
    headline.after(...paragraphs);
    headline.tabIndex = -1;
    headline.focus();
  }
})();
