// What an account's holder has at the provider, as the window sees it: demo@example.com with demo-demo-demo, every code 123456.
import { ago, DAY, error, HOUR } from "./fixtures.js";

const EMAIL = "demo@example.com", PASSWORD = "demo-demo-demo", CODE = "123456";
const nothing = { keys: [], wallets: [], hooks: [], networks: [] };

const something = () => ({
  profile: { email: EMAIL, name: "Sam Example", verified: true, createdAt: ago(300 * DAY) },
  keys: [
    { id: "key-1", name: "Refill", network: "base", prefix: "lgr_live_4f2a", createdAt: ago(60 * DAY), lastUsedAt: ago(2 * HOUR) },
    { id: "key-2", name: "Website, orders and invoices", network: null, prefix: "lgr_live_9c07…", createdAt: ago(31 * DAY), lastUsedAt: ago(3 * DAY) },
    { id: "key-3", name: null, network: "polygon-amoy", prefix: null, createdAt: null, lastUsedAt: null },
  ],
  wallets: [
    { id: "wallet-1", address: "0x52908400098527886E0F7030069857D2E4169EE7", name: "Payouts", network: "base", createdAt: ago(40 * DAY) },
    { id: "wallet-2", address: "0x8617E340B3D01FA5F11F306F4090FD50E238070D", name: null, network: null, createdAt: null },
  ],
  hooks: [{ id: "hook-1", url: "https://shop.example.com/hooks/payments-received", events: ["payment.received", "payment.settled"], active: false }],
  networks: [
    { name: "base", title: "Base", chainId: "8453", currency: "ETH", test: false },
    { name: "polygon-amoy", title: null, chainId: "80002", currency: "POL", test: true },
    { name: "somechain", title: null, chainId: null, currency: null, test: null },
  ],
});

/** What somebody who means no good might have named things. */
const hostile = () => {
  const had = something();
  Object.assign(had.profile, { name: "\u202eevil <b>x</b>", email: `${"long".repeat(20)}@example.com`, verified: null });
  Object.assign(had.keys[0], { name: "<img src=x onerror=alert(1)>".repeat(2), prefix: "x".repeat(90), network: "n".repeat(60) });
  Object.assign(had.wallets[0], { name: "w".repeat(60), address: "שלום-\u202e-0x1" });
  Object.assign(had.hooks[0], { url: `https://example.com/${"path".repeat(40)}`, events: ["e".repeat(80)] });
  return had;
};

export function holderCommands(world, { find, look, scenario }) {
  const world_ = { ...(scenario === "hostile" ? hostile() : something()), password: PASSWORD, verified: true, made: 0 };
  if (scenario === "bare") Object.assign(world_, nothing);
  world.holder = world_;
  const signedIn = (account) => { if (!find(account).signedIn) throw error("not_signed_in"); return world_; };
  const signIn = ({ email, password }) => {
    if (!world_.verified) throw error("email_unverified");
    if (email !== world_.profile.email || password !== world_.password) throw error("key_refused", { status: "401" });
  };
  const strong = (password) => { if (password.length < 8) throw error("rejected", { said: "Passwords have at least 8 characters.", status: "422" }); };
  const coded = (code) => { if (code !== CODE) throw error("rejected", { status: "400" }); };
  const without = (list, id) => world_[list].filter((one) => one.id !== id);
  const made = (kind) => { world_.made += 1; return `${kind}-new-${world_.made}`; };
  // What the system's own dialog would ask.
  const confirmed = () => { if (world_.saysNo) throw error("not_confirmed"); };
  const add = (list, one) => { world_[list] = [...world_[list], one]; return one; };
  return {
    holder_register: ({ email, password, name }) => {
      strong(password);
      Object.assign(world_, { password, verified: false, profile: { ...world_.profile, email, name } });
      return null;
    },
    holder_verify: ({ code }) => { coded(code); world_.verified = true; return null; },
    holder_forgot: () => null,
    holder_reset: ({ code, password }) => { coded(code); strong(password); world_.password = password; return null; },
    holder_sign_in_new: (args) => {
      signIn(args);
      world.begun = (world.begun ?? 0) + 1;
      const name = `sign-in-${world.begun}`;
      const check = look(args.provider, "made");
      world.signIns.set(name, { provider: args.provider, back: () => {}, check, holder: true });
      return { signIn: name, check };
    },
    holder_sign_in: (args) => { signIn(args); find(args.account).signedIn = true; return null; },
    holder_sign_out: ({ account }) => { find(account).signedIn = false; return null; },
    holder_profile: ({ account }) => signedIn(account).profile,
    holder_rename: ({ account, name }) => Object.assign(signedIn(account).profile, { name }),
    holder_change_password: ({ account, present, new: next }) => {
      if (present !== signedIn(account).password) throw error("rejected", { status: "400" });
      strong(next);
      world_.password = next;
      return null;
    },
    holder_delete: ({ account, typed }) => {
      if (typed !== find(account).name) throw error("typed_otherwise");
      signedIn(account);
      confirmed();
      world.accounts = world.accounts.filter((card) => card.id !== account);
      return null;
    },
    api_keys: ({ account }) => signedIn(account).keys,
    create_api_key: ({ account, name, network, use }) => {
      signedIn(account);
      if (use === "clipboard" && world_.noClipboard) throw error("not_copied");
      // A slip of the other side: whatever an answer holds besides is never drawn.
      return add("keys", { id: made("key"), key: "lgr_live_mock-key-secret", name, network, prefix: "lgr_live_77de", createdAt: ago(0), lastUsedAt: null });
    },
    revoke_api_key: ({ account, id }) => { signedIn(account); confirmed(); world_.keys = without("keys", id); return null; },
    wallets: ({ account }) => signedIn(account).wallets,
    create_wallet: ({ account, network }) => {
      signedIn(account);
      confirmed();
      return add("wallets", { id: made("wallet"), address: "0xde709f2102306220921060314715629080e2fb77", name: null, network, createdAt: ago(0) });
    },
    delete_wallet: ({ account, id }) => { signedIn(account); confirmed(); world_.wallets = without("wallets", id); return null; },
    webhooks: ({ account }) => signedIn(account).hooks,
    create_webhook: ({ account, url, events }) => { signedIn(account); confirmed(); return add("hooks", { id: made("hook"), url, events, active: true }); },
    delete_webhook: ({ account, id }) => { signedIn(account); confirmed(); world_.hooks = without("hooks", id); return null; },
    networks: ({ account }) => signedIn(account).networks,
    network: ({ account, name }) => {
      const found = signedIn(account).networks.find((one) => one.name === name);
      if (!found) throw error("not_found");
      return found;
    },
    copy_diagnostics: () => { if (world_.noClipboard) throw error("not_copied"); return null; },
  };
}
