import { chromium } from "playwright-core";
import { serve } from "./mock/serve.js";
const s = await serve();
const b = await chromium.launch({executablePath:"/usr/bin/chromium",args:["--no-sandbox","--disable-gpu"]});
const want = process.argv.slice(2);
const list = want.length ? want : ["usual/overview/1100/light","usual/overview/360/light","usual/account~acc-fail/1100/light","usual/account~acc-fine/1100/light","usual/account~acc-fine/360/light","hostile/overview/1100/light","vault_locked/overview/1100/light","blocked_damaged/overview/1100/light","usual/history/1100/light","usual/settings/1100/light","first/overview/360/light","set_aside/overview/360/dark"];
for (const item of list) {
  const [scenario, route, width, scheme, act] = item.split("/");
  const ctx = await b.newContext({viewport:{width:+width,height:800},colorScheme:scheme,locale:"en-GB",reducedMotion:"reduce"});
  const p = await ctx.newPage();
  p.on("pageerror",e=>console.log(item,String(e)));
  await p.goto(`${s.url}?scenario=${scenario}#/${route.replace("~","/")}`);
  await p.waitForTimeout(500);
  if (act) { const f = { add: async()=>{await p.getByTestId("add-account").click();}, addodd: async()=>{await p.getByTestId("add-account").click(); await paste(p,"sk-odd-123");}, addfound: async()=>{await p.getByTestId("add-account").click(); await paste(p,"nwk_live_1");},addfail: async()=>{await p.getByTestId("add-account").click(); await paste(p,"nwk_wrong");}, addsubmit: async()=>{await p.getByTestId("add-account").click(); await paste(p,"sk-odd-123"); await p.getByTestId("add-submit").click();}, export: async()=>{await p.getByTestId("export").click();}, replace: async()=>{await p.getByTestId("replace-key").click();}, remove: async()=>{await p.getByTestId("remove-account").click();}, bottom: async()=>p.evaluate(()=>{for (const e of [document.scrollingElement,document.querySelector(".content")]) e.scrollTo(0,1e5)}) }; await f[act](); await p.waitForTimeout(400);}
  else { const h = await p.evaluate(()=>Math.max(document.documentElement.scrollHeight,document.querySelector(".content").scrollHeight+60)); await p.setViewportSize({width:+width,height:Math.min(2200,Math.max(800,h))}); await p.waitForTimeout(150);}
  await p.screenshot({path:`/tmp/shots/${item.replaceAll("/","_")}.png`});
  await ctx.close();
}
async function paste(p,v){ await p.getByTestId("key-input").evaluate((i,v)=>{i.focus();i.value=v;i.dispatchEvent(new InputEvent("input",{inputType:"insertFromPaste",bubbles:true}));},v); }
await b.close(); s.close();
