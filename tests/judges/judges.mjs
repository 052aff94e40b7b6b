// Chain, sellers and control, started together and ended together.
import { fundedWallet, startChain } from "./chain.mjs";
import { startControl } from "./control.mjs";
import { startSellerV1 } from "./seller-v1.mjs";
import { startSellerV2 } from "./seller-v2.mjs";

/** Starts everything on free ports of this machine. */
export async function startJudges(more) {
  const chain = await startChain();
  const [walletV1, walletV2] = await Promise.all([fundedWallet(chain), fundedWallet(chain)]);
  const [v1, v2, control] = await Promise.all([
    startSellerV1(chain.payee, walletV1),
    startSellerV2(chain.payee, walletV2),
    startControl(chain, more),
  ]);
  const { rpc, payer, payee } = chain;
  const stop = async () => {
    await Promise.all([v1.stop(), v2.stop(), control.stop()]);
    await chain.stop();
  };
  return { chain, said: { rpc, v1: v1.url, v2: v2.url, control: control.url, payer, payee }, stop };
}

/** Says in one line where things are, and stays until nobody needs it: its input closes or it is asked to end. */
export async function stayFor({ said, stop }) {
  const asked = new Promise((resolve) => {
    process.stdin.on("end", resolve).on("error", resolve).resume();
    process.once("SIGTERM", resolve).once("SIGINT", resolve);
  });
  console.log(JSON.stringify(said));
  await asked;
  await stop();
  process.exit(0);
}
