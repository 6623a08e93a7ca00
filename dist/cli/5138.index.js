export const id=5138;export const ids=[5138];export const modules={5138:(e,t,r)=>{r.r(t),r.d(t,{reportHtml:()=>x});var o=r(6466),a=r(9814),i=r(9245),n=r(9548),s=r(1623),l=r(2904),d=r(9924),p=r(3107),c=r(176),h=r(3941),m=r(7772),f=r(8174),g=r(5064),u=r(1225),$=r(505),b=r(3864),y=r(1779),v=r(7342),w=r(6055),z=r(2867);function x(e,t){let r=new Map((t.rules??[]).map(e=>[e.id,e.title])),i=(0,a.FQ)(e),n=i.filter(({status:e})=>"new"===e),l=i.filter(({status:e})=>"existing"===e),p=n.filter(({severity:e,rows:t})=>"info"!==e||0===t.length),h=(0,v.V)(e),b=new H(r,(0,u.p)(i),(0,g.QP)(e)),y=[function(e){if(0===e.length)return"";let t=e.slice(0,500).map(({mark:e,origins:t,where:r,before:o,after:a})=>{let i=[t,r,o,a].map(e=>`<td>${(0,m.Hz)(e)}</td>`).join(""),n=e.replace(/^[^a-z]+/,"");return`<tr><th scope="row"><span class="tag ${"loses"===n||"cannot call"===n?"error":"gains"===n?"gain":"warning"}">${(0,d.ZD)(n)}</span></th>${i}</tr>`}),r=e.length>500?`
<p>${(0,f.hS)(e.length-500,"more row")} in the JSON report.</p>`:"";return`<section>
<h2>Before and after</h2>
<div class="wide"><table>
<thead><tr><th scope="col"></th><th scope="col">Pages from</th><th scope="col">API</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>
${t.join("\n")}
</tbody>
</table></div>${r}
</section>`}((0,c.q)(e,n)),0===p.length?"":`<section>
<h2>Problems</h2>
${p.map(e=>b.of(e)).join("\n")}
</section>`,0===l.length?"":`<section>
<details>
<summary><h2>${(0,f.hS)(l.length,"older problem")} of ${"scan"===e.mode?"the baseline":"base"}</h2></summary>
${l.map(e=>b.of(e)).join("\n")}
</details>
</section>`,S("Ignored",e.ignored.filter(({isConsequence:e})=>!0!==e).map(e=>(0,m.Hz)((0,z.k9)(e)))),S("Not reviewed",e.unreviewed.map(e=>`${(0,m.Hz)([(0,m.aY)(e.path),": ",...(0,o.c)(e)])}${null===e.scopeEntry?"":`<pre>${(0,d.ZD)(e.scopeEntry.trimEnd())}</pre>`}`)),S("Notes",[...e.notes.map(e=>(0,m.Hz)((0,s.q)(e))),...e.assumptions.map(e=>(0,m.Hz)(["Settled by the configuration: ",(0,m.aY)(e),"."]))])].filter(e=>""!==e),w=(0,$.Pl)(e,i),x="scan"===e.mode?(0,m.Hz)([(0,m.aY)(e.head)]):(0,m.Hz)([(0,m.aY)(e.base)," → ",(0,m.aY)(e.head)]);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${(0,d.ZD)(h.title)}</title>
<style>
${k}
</style>
</head>
<body>
<header class="${e.conclusion}">
<h1>${(0,d.ZD)(w)}</h1>
<p>${(0,d.ZD)([h.title+".",...h.sentences.filter(e=>e!==w)].join(" "))}</p>
<p class="states">${x}</p>
</header>
<main>
${y.join("\n")}
</main>
<footer>APIM CORS Review ${(0,d.ZD)(t.toolVersion)}</footer>
</body>
</html>
`}class H{titles;told;showRoots;#e=new Set;constructor(e,t,r){this.titles=e,this.told=t,this.showRoots=r}of(e){let[t]=e.findings;if(void 0===t)return"";let r=this.titles.get(t.rule),o=(0,w.$y)(e.certainty),a=this.told.get(e.id),n=void 0===a?(0,u.E)(e):(0,m.MZ)`For the same reason as ${(0,m.GS)(a)}.`,[s,...l]=(0,i.O)(e),p=e.depends.map(e=>`<p class="certainty">Depends on ${(0,m.Hz)([(0,m.aY)(e.point)])}:</p>
<pre>${(0,y.E)(e).map(d.ZD).join("\n")}</pre>`),c=`${(0,m.Hz)([(0,m.aY)(t.rule)])}${void 0===r?"":` (${(0,m.Hz)((0,z.i7)(r))})`}`;return[`<article>
<h3><span class="tag ${e.severity}">${e.severity}</span> ${(0,m.Hz)((0,$.$E)(e))}</h3>`,`<p class="place">${(0,m.Hz)([(0,m.GS)(e)])} ${c}</p>`,`<p>${(0,m.Hz)(n)}</p>`,...null===o?[]:[`<p class="certainty">${(0,d.ZD)(o)}</p>`],...p,...void 0===s?[]:[this.#t(s,!0)],...0===l.length?[]:[`<details>
<summary>${(0,f.hS)(l.length,"other fix","other fixes")}</summary>
${l.map(e=>this.#t(e,!1)).join("\n")}
</details>`],...this.#r(e,(0,m.Uy)(n)),"</article>"].join("\n")}#r({findings:e},t){let r=(0,p.y)(e).map(e=>{let r=(0,z.Kc)(e,this.showRoots),o=(0,m.Uy)((0,l.$r)(e))===t?"":`: ${(0,m.Hz)((0,l.$r)(e))}`;return`<li>${e.severity} ${(0,m.Hz)([(0,m.GS)(e)])} ${(0,m.Hz)([(0,m.aY)(e.rule)])}${o}${null===r?"":` Concerns ${(0,m.Hz)(r)}.`}</li>`});return[`<details>
<summary>${(0,f.hS)(r.length,"finding")}</summary>
<ul>
${r.join("\n")}
</ul>
</details>`]}#t(e,t){let r,o,a=this.#e.has(e.patch);return this.#e.add(e.patch),r=(0,w.$y)(e.certainty),o=(0,h.UZ)(e.patch).map(({kind:e,text:t})=>{let r=(0,d.ZD)(t);return"added"===e?`<ins>${r}</ins>`:"removed"===e?`<del>${r}</del>`:r}),`<div class="repair">
<p><strong>${t?"Fix":"Or"}${e.isSafe?" (safe)":""}: ${(0,m.Hz)((0,b.S)(e.title))}</strong></p>
<p>Checked: ${(0,m.Hz)((0,n.B)(e.effect))}</p>${null===r?"":`
<p class="certainty">${(0,d.ZD)(r)}</p>`}
${a?"<p>The patch is above.</p>":`<pre>${o.join("\n")}</pre>`}
</div>`}}function S(e,t){return 0===t.length?"":`<section>
<h2>${e}</h2>
<ul>
${t.map(e=>`<li>${e}</li>`).join("\n")}
</ul>
</section>`}let k=`:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
  --bad: #b3261e; --warn: #8a5a00; --good: #1a7f37; --note: #0b5cad; --add: #e3f6e8; --cut: #fdebe9; }
@media (prefers-color-scheme: dark) { :root { --page: #14181d; --ink: #e2e6ea; --quiet: #9aa4af; --line: #363d45; --code: #222830;
  --bad: #ff8b81; --warn: #e3b341; --good: #5fcf7c; --note: #79b8ff; --add: #123d20; --cut: #4a1a18; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { border-left: 0.5rem solid var(--good); padding: 0.25rem 1rem; }
header.fail { border-color: var(--bad); }
h1 { margin: 0; font-size: 1.5rem; }
header p { margin: 0.25rem 0; }
.states, .certainty, .place, footer { color: var(--quiet); font-size: 0.875rem; }
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
tbody th { white-space: nowrap; }
td:first-of-type { min-width: 15rem; }
tbody { border-bottom: 2px solid var(--line); }
.tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 0.4em; font-size: 0.8125rem; font-weight: 600; color: var(--note); }
.tag code { background: none; }
.tag.error { color: var(--bad); }
.tag.warning { color: var(--warn); }
.tag.gain { color: var(--good); }
.repair { border-left: 3px solid var(--line); margin: 0.75rem 0 0; padding-left: 0.75rem; }
footer { margin-top: 2rem; }`}};