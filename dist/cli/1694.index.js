import{modules as e}from"./1186-1694-3413-3857-7181-7524.shared.js";export const id=1694;export const ids=[1694];export const modules={...e,5138:(e,t,r)=>{r.r(t),r.d(t,{reportHtml:()=>b});var a=r(6466),n=r(9548),o=r(1623),i=r(2904),d=r(9924),s=r(3941),l=r(7772),c=r(4297),p=r(8174),m=r(3107),h=r(5064),f=r(3864),g=r(7342),u=r(6055),$=r(2867);function b(e,t){let r=(0,h.QP)(e),n=new Map((t.rules??[]).map(e=>[e.id,e.title])),s=(0,m.y)(e.findings),f=s.filter(e=>"new"===e.status),b=s.filter(e=>"existing"===e.status),z=(0,g.V)(e),x=e=>(function(e,t,r){let a=(0,$.Kc)(e,r),n=(0,u.$y)(e.certainty),[o,...s]=e.suggestions;return`<article>
<h3><span class="tag ${e.severity}">${e.severity}</span> ${null===t?"":`${(0,l.Hz)((0,$.i7)(t))} `}${(0,l.Hz)([(0,l.aY)(e.rule)])}</h3>
<p class="place">${(0,l.Hz)([(0,l.GS)(e)])}</p>
<p>${(0,l.Hz)((0,i.$r)(e))}</p>${null===a?"":`
<p>Concerns ${(0,l.Hz)(a)}.</p>`}${null===n?"":`
<p class="certainty">${(0,d.ZD)(n)}</p>`}${void 0===o?"":`
${v(o,!0)}`}${0===s.length?"":`
<details>
<summary>${(0,p.hS)(s.length,"other repair")}</summary>
${s.map(e=>v(e,!1)).join("\n")}
</details>`}
</article>`})(e,n.get(e.rule)??null,r),H=[function(e,t){if(0===e.changes.length)return"";let r=e.changes.map(e=>{let r,a,n,o,i,d;return r=(0,c.QP)(e,12),a=(0,c.c_)(e),o=(n=e.causes.map(e=>(0,l.Hz)([(0,l.GS)(e)]))).length>5?`${n.slice(0,5).join(", ")} and ${n.length-5} more`:n.join(", "),i=`<th scope="rowgroup" rowspan="${r.length+ +(a.length>0)}"><span class="tag ${e.kind}">${(0,l.Hz)((0,c.tW)(e))}</span> ${(0,l.Hz)((0,h.YJ)(e.targets,t,6))}${""===o?"":`<div class="causes">${o}</div>`}</th>`,d=r.map((e,t)=>{let r=[e.origins,e.pair.before,e.pair.after].map(e=>`<td>${(0,l.Hz)(e)}</td>`).join("");return`<tr>${0===t?i:""}${r}</tr>`}),a.length>0&&d.push(`<tr><td colspan="3" class="open">${a.map(l.Hz).join("<br>")}</td></tr>`),`<tbody>
${d.join("\n")}
</tbody>`}).join("\n");return`<section>
<h2>Before and after</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Operations</th><th scope="col">Pages from</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
${r}
</table></div>
</section>`}(e,r),0===f.length?"":`<section>
<h2>Findings</h2>
${f.map(x).join("\n")}
</section>`,0===b.length?"":`<section>
<details>
<summary><h2>${(0,p.hS)(b.length,"finding")} that base has too</h2></summary>
${b.map(x).join("\n")}
</details>
</section>`,y("Ignored",e.ignored.map(e=>(0,l.Hz)((0,$.k9)(e)))),y("Not reviewed",e.unreviewed.map(e=>`${(0,l.Hz)([(0,l.aY)(e.path),": ",...(0,a.c)(e)])}${null===e.scopeEntry?"":`<pre>${(0,d.ZD)(e.scopeEntry.trimEnd())}</pre>`}`)),y("Notes",[...e.notes.map(e=>(0,l.Hz)((0,o.q)(e))),...e.assumptions.map(e=>(0,l.Hz)(["Settled by the configuration: ",(0,l.aY)(e),"."]))])].filter(e=>""!==e),j="scan"===e.mode?(0,l.Hz)([(0,l.aY)(e.head)]):(0,l.Hz)([(0,l.aY)(e.base)," → ",(0,l.aY)(e.head)]);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${(0,d.ZD)(z.title)}</title>
<style>
${w}
</style>
</head>
<body>
<header class="${e.conclusion}">
<h1>${(0,d.ZD)(z.title)}</h1>
<p>${(0,d.ZD)(z.sentences.join(" "))}</p>
<p class="states">${j}</p>
</header>
<main>
${H.join("\n")}
</main>
<footer>APIM CORS Review ${(0,d.ZD)(t.toolVersion)}</footer>
</body>
</html>
`}function v(e,t){let r=(0,u.$y)(e.certainty),a=(0,s.U)(e.patch).map(({kind:e,text:t})=>{let r=(0,d.ZD)(t);return"added"===e?`<ins>${r}</ins>`:"removed"===e?`<del>${r}</del>`:r});return`<div class="repair">
<p><strong>${t?"Repair":"Or"}: ${(0,l.Hz)((0,f.S)(e.title))}</strong></p>
<p>${(0,l.Hz)((0,n.B)(e.effect))}</p>${null===r?"":`
<p class="certainty">${(0,d.ZD)(r)}</p>`}
<pre>${a.join("\n")}</pre>
</div>`}function y(e,t){return 0===t.length?"":`<section>
<h2>${e}</h2>
<ul>
${t.map(e=>`<li>${e}</li>`).join("\n")}
</ul>
</section>`}let w=`:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
  --bad: #b3261e; --warn: #8a5a00; --good: #1a7f37; --note: #0b5cad; --add: #e3f6e8; --cut: #fdebe9; }
@media (prefers-color-scheme: dark) { :root { --page: #14181d; --ink: #e2e6ea; --quiet: #9aa4af; --line: #363d45; --code: #222830;
  --bad: #ff8b81; --warn: #e3b341; --good: #5fcf7c; --note: #79b8ff; --add: #123d20; --cut: #4a1a18; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { border-left: 0.5rem solid var(--good); padding: 0.25rem 1rem; }
header.fail { border-color: var(--bad); }
h1 { margin: 0; font-size: 1.5rem; }
header p { margin: 0.25rem 0; }
.states, .causes, .certainty, .place, footer { color: var(--quiet); font-size: 0.875rem; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.25rem; }
summary h2 { display: inline; }
h3 { margin: 0 0 0.25rem; font-size: 1rem; }
article p { margin: 0.25rem 0; max-width: 48rem; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
code, pre { font-family: ui-monospace, Consolas, monospace; font-size: 0.875em; background: var(--code); border-radius: 4px; direction: ltr; unicode-bidi: isolate; }
code { padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { padding: 0.75rem; overflow-x: auto; }
pre ins, pre del { display: inline-block; min-width: 100%; text-decoration: none; }
pre ins { background: var(--add); }
pre del { background: var(--cut); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { font-weight: 600; }
tbody th { min-width: 14rem; }
td:first-of-type { min-width: 15rem; }
tbody { border-bottom: 2px solid var(--line); }
.tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 0.4em; font-size: 0.8125rem; font-weight: 600; color: var(--note); }
.tag code { background: none; }
.tag.error, .tag.widened { color: var(--bad); }
.tag.warning, .tag.mixed, .tag.unknown { color: var(--warn); }
.open { color: var(--warn); }
.repair { border-left: 3px solid var(--line); margin: 0.75rem 0 0; padding-left: 0.75rem; }
footer { margin-top: 2rem; }`}};