/** Style and script of the take-over page: files of their own, because the content policy allows nothing inline. */

export const LINK_STYLE = `
:root { color-scheme: light dark; font-family: system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f5f7; color: #16181d; font-size: 18px; line-height: 1.45; }
main { max-width: 520px; margin: 0 auto; padding: 16px; }
header { display: flex; justify-content: space-between; gap: 12px; font-size: 15px; }
h1 { font-size: 26px; line-height: 1.25; margin: 12px 0 4px; overflow-wrap: anywhere; }
.en { display: block; font-size: 0.75em; font-weight: 400; opacity: 0.8; }
.badge { display: inline-block; padding: 2px 10px; border: 2px solid currentColor; border-radius: 6px; font-weight: 700; }
.need { color: #a40e26; }
.drill { color: #0b57a4; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 14px; margin: 16px 0; padding: 14px; background: #fff; border-radius: 10px; }
dt { color: #4d5562; }
dd { margin: 0; overflow-wrap: anywhere; }
button { display: block; width: 100%; min-height: 76px; margin: 14px 0; border: 0; border-radius: 12px; font: inherit; font-size: 24px; font-weight: 700; color: #fff; background: #a40e26; }
button.arrive { background: #0b6b3a; }
button:focus-visible, a:focus-visible { outline: 4px solid #ffb300; outline-offset: 2px; }
.message { padding: 14px; border-radius: 10px; background: #fff; border-left: 8px solid #0b57a4; }
.message.bad { border-left-color: #a40e26; }
@media (prefers-color-scheme: dark) {
  body { background: #121417; color: #eef0f3; }
  dl, .message { background: #1e2227; }
  dt { color: #aab3bf; }
  .need { color: #ff8a94; }
  .drill { color: #8fc4ff; }
}
`.trimStart();

/**
 * Says "seen" when a person's browser shows the page: a preview robot fetches the page and runs no script. Then keeps the
 * page true: one that says "nobody has taken over" after somebody did would send two people, or nobody.
 */
export const LINK_SCRIPT = `
var state = document.body.dataset.state;
if (state) {
  if (document.visibilityState === 'visible') see();
  else document.addEventListener('visibilitychange', see, { once: true });
  setInterval(look, 10000);
}
function see() {
  fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: '{"action":"see"}',
  }).catch(function () {});
}
function look() {
  if (document.visibilityState !== 'visible') return;
  fetch(location.pathname, { headers: { accept: 'application/json' } })
    .then(function (answer) { return answer.ok ? answer.json() : null; })
    .then(function (incident) {
      if (incident && incident.status + ' ' + incident.takenBy + ' ' + incident.stale !== state) location.replace(location.pathname);
    })
    .catch(function () {});
}
`.trimStart();
