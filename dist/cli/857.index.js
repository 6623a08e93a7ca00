import{modules as e}from"./202-533-857-900.shared.js";import{modules as t}from"./202-524-533-857.shared.js";import{modules as n}from"./441-857.shared.js";import{modules as r}from"./202-441-857.shared.js";import{modules as a}from"./304-332-857.shared.js";export const id=857;export const ids=[857];export const modules={...e,...t,...n,...r,...a,5138:(e,t,n)=>{n.r(t),n.d(t,{reportHtml:()=>$});var r=n(9548),a=n(1623),i=n(3323),o=n(9924),s=n(3941),l=n(7772),d=n(4297),h=n(8174),p=n(3107),m=n(5064),u=n(3864),c=n(7342),f=n(6055),g=n(2867);function $(e,t){let n=(0,m.Q)(e),r=new Map((t.rules??[]).map(e=>[e.id,e.title])),s=(0,p.y)(e.findings),u=s.filter(e=>"new"===e.status),$=s.filter(e=>"existing"===e.status),y=(0,c.V)(e),v=e=>(function(e,t,n){let r=(0,g.Kc)(e,n),a=(0,f.$y)(e.certainty),[s,...d]=e.suggestions;return`<article>
<h3><span class="tag ${e.severity}">${e.severity}</span> ${null===t?"":`${(0,l.Hz)((0,g.i7)(t))} `}${(0,l.Hz)([(0,l.aY)(e.rule)])}</h3>
<p class="place">${(0,l.Hz)([(0,l.GS)(e)])}</p>
<p>${(0,l.Hz)((0,i.$)(e))}</p>${null===r?"":`
<p>Concerns ${(0,l.Hz)(r)}.</p>`}${null===a?"":`
<p class="certainty">${(0,o.ZD)(a)}</p>`}${void 0===s?"":`
${b(s,!0)}`}${0===d.length?"":`
<details>
<summary>${(0,h.h)(d.length,"other repair")}</summary>
${d.map(e=>b(e,!1)).join("\n")}
</details>`}
</article>`})(e,r.get(e.rule)??null,n),x=[function(e,t){if(0===e.changes.length)return"";let n=e.changes.map(e=>{let n,r,a,i,o,s;return n=(0,d.QP)(e,12),r=(0,d.c_)(e),i=(a=e.causes.map(e=>(0,l.Hz)([(0,l.GS)(e)]))).length>5?`${a.slice(0,5).join(", ")} and ${a.length-5} more`:a.join(", "),o=`<th scope="rowgroup" rowspan="${n.length+ +(r.length>0)}"><span class="tag ${e.kind}">${(0,l.Hz)((0,d.tW)(e))}</span> ${(0,l.Hz)((0,m.Y)(e.targets,t,6))}${""===i?"":`<div class="causes">${i}</div>`}</th>`,s=n.map((e,t)=>{let n=[e.origins,e.pair.before,e.pair.after].map(e=>`<td>${(0,l.Hz)(e)}</td>`).join("");return`<tr>${0===t?o:""}${n}</tr>`}),r.length>0&&s.push(`<tr><td colspan="3" class="open">${r.map(l.Hz).join("<br>")}</td></tr>`),`<tbody>
${s.join("\n")}
</tbody>`}).join("\n");return`<section>
<h2>Before and after</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Operations</th><th scope="col">Pages from</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
${n}
</table></div>
</section>`}(e,n),0===u.length?"":`<section>
<h2>Findings</h2>
${u.map(v).join("\n")}
</section>`,0===$.length?"":`<section>
<details>
<summary><h2>${(0,h.h)($.length,"finding")} that base has too</h2></summary>
${$.map(v).join("\n")}
</details>
</section>`,w("Ignored",e.ignored.map(e=>(0,l.Hz)((0,g.k9)(e)))),w("Not reviewed",e.unreviewed.map(({path:e,reason:t,scopeEntry:n})=>`${(0,l.Hz)([(0,l.aY)(e),": ",(0,l.V$)(t)])}${null===n?"":`<pre>${(0,o.ZD)(n.trimEnd())}</pre>`}`)),w("Notes",[...e.notes.map(e=>(0,l.Hz)((0,a.q)(e))),...e.assumptions.map(e=>(0,l.Hz)(["Settled by the configuration: ",(0,l.aY)(e),"."]))])].filter(e=>""!==e),k="scan"===e.mode?(0,l.Hz)([(0,l.aY)(e.head)]):(0,l.Hz)([(0,l.aY)(e.base)," → ",(0,l.aY)(e.head)]);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${(0,o.ZD)(y.title)}</title>
<style>
${j}
</style>
</head>
<body>
<header class="${e.conclusion}">
<h1>${(0,o.ZD)(y.title)}</h1>
<p>${(0,o.ZD)(y.sentences.join(" "))}</p>
<p class="states">${k}</p>
</header>
<main>
${x.join("\n")}
</main>
<footer>APIM CORS Review ${(0,o.ZD)(t.toolVersion)}</footer>
</body>
</html>
`}function b(e,t){let n=(0,f.$y)(e.certainty),a=(0,s.U)(e.patch).map(({kind:e,text:t})=>{let n=(0,o.ZD)(t);return"added"===e?`<ins>${n}</ins>`:"removed"===e?`<del>${n}</del>`:n});return`<div class="repair">
<p><strong>${t?"Repair":"Or"}: ${(0,l.Hz)((0,u.S)(e.title))}</strong></p>
<p>${(0,l.Hz)((0,r.B)(e.effect))}</p>${null===n?"":`
<p class="certainty">${(0,o.ZD)(n)}</p>`}
<pre>${a.join("\n")}</pre>
</div>`}function w(e,t){return 0===t.length?"":`<section>
<h2>${e}</h2>
<ul>
${t.map(e=>`<li>${e}</li>`).join("\n")}
</ul>
</section>`}let j=`:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
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
footer { margin-top: 2rem; }`},4072:(e,t,n)=>{n.r(t),n.d(t,{jobSummary:()=>x,jobSummaryBudget:()=>y,markdownReport:()=>k,summaryComment:()=>v});var r=n(9924);function a(e,t,n,r){let a=[e,...""===t?[]:[t]];return n.forEach((e,t)=>{let n=(r[t]??[]).filter(e=>null!==e);n.length>0&&a.push(`${e.heading}${n.join(e.between)}${e.end}`)}),a.join("\n\n")}function i(e,t){let n=new TextEncoder().encode(e);return n.length<=t?e:new TextDecoder().decode(n.subarray(0,Math.max(0,t)),{stream:!0})}var o=n(1623),s=n(3323),l=n(7772),d=n(4297),h=n(8174),p=n(3107),m=n(7342),u=n(2867),c=n(9548),f=n(3941),g=n(5064),$=n(3864),b=n(6055);class w{options;showRoots;rules;constructor(e,t){this.options=t,this.showRoots=null!==e&&(0,g.Q)(e),this.rules=new Map((t.rules??[]).map(e=>[e.id,e]))}rule(e){let t=this.rules.get(e)?.docsUrl,n=(0,l.jV)([(0,l.aY)(e)]);return void 0===t?n:`[${n}](${(0,r.jj)(t)})`}ruleTitle(e){let t=this.rules.get(e)?.title;return void 0===t?null:(0,l.jV)((0,u.i7)(t))}place(e,t="text"){let n=this.options.link?.(e)??null,a=(0,l.jV)([(0,l.GS)(e)],t);return null===n?a:`[${a}](${(0,r.jj)(n)})`}change(e,t){let n=(0,d.QP)(e),r=e.causes.slice(0,3).map(e=>this.place(e,"table")),a=e.causes.length>3?` and ${e.causes.length-3} more`:"",i=[(0,l.jV)((0,g.Y)(e.targets,this.showRoots),"table"),...r.length>0?[`${r.join(", ")}${a}`]:[]].join("<br>"),o=n.slice(0,t).map((t,n)=>{let r=[t.origins,t.pair.before,t.pair.after].map(e=>(0,l.jV)(e,"table"));return`| ${[0===n?(0,l.jV)((0,d.tW)(e),"table"):"",0===n?i:"",...r].join(" | ")} |`});return n.length>t&&o.push(`| | | and ${(0,h.h)(n.length-t,"more row")} | | |`),o.join("\n")}finding(e){let t=this.ruleTitle(e.rule),n=[`**${e.severity}** ${this.place(e)} ${this.rule(e.rule)}${null===t?"":`: ${t}`}`,...this.reasons(e)],[r,...a]=e.suggestions;if(void 0===r)return[n.join("\n\n")];let i=this.repair(r),o=`<details>
<summary>Patch</summary>

${j(r)}

</details>`,s=[...n,i,o],l=[s.join("\n\n"),[...n,i].join("\n\n"),n.join("\n\n")];return 0===a.length?l:[[...s,this.otherRepairs(a)].join("\n\n"),...l]}reasons(e){let t=(0,u.Kc)(e,this.showRoots),n=(0,b.$y)(e.certainty);return[(0,l.jV)((0,s.$)(e)),...null===t?[]:[`Concerns ${(0,l.jV)(t)}.`],...null===n?[]:[`_${(0,l.jV)([n])}_`]]}repair(e){let t=(0,b.$y)(e.certainty);return`**Repair: ${(0,l.jV)((0,$.S)(e.title))}.** ${(0,l.jV)((0,c.B)(e.effect))}${null===t?"":` _${(0,l.jV)([t])}_`}`}otherRepairs(e){let t=e.map(e=>`${this.repair(e)}

${j(e)}`);return`<details>
<summary>${(0,h.h)(e.length,"other repair")}</summary>

${t.join("\n\n")}

</details>`}patchOf(e){let t=e.suggestions[0];return void 0===t?[""]:[`${this.place(e)} ${this.rule(e.rule)}: ${(0,l.jV)((0,$.S)(t.title))}

${j(t)}`]}}function j(e){let t=(0,f.U)(e.patch).map(({text:e})=>e),n=[..."crlf"===(0,f.O)(e.patch)?["These lines end in CRLF in the file: use `git apply --ignore-whitespace`, and give the new lines CRLF."]:[],...t.some(e=>(0,r.RK)(e)!==e)?["Hidden characters are written out here; the JSON report has the exact lines."]:[]];return[(0,r.p0)(t,"diff",!1),...n].join("\n\n")}let y=1048576;function v(e,t){return z(e,t,t.placed,t.marker,"the job summary")}function x(e,t={}){let n=z(e,{...t,budget:(t.budget??y)-1},new Map,"","the JSON report");return`${n}
`}function k(e,t={}){let n=z(e,{...t,budget:(t.budget??1/0)-1},new Map,"","the JSON report");return`${n}
`}function z(e,t,n,c,f){var g,$,b;let j=new w(e,t),y=(0,m.V)(e),v="pass"===e.conclusion?"✅":"❌",x=`${v} **${(0,l.jV)([y.title])}.** ${(0,l.jV)([y.sentences.join(" ")])}`,k=""===c?x:`${c}
${x}`;if(y.complete)return i(k,t.budget);let z=(0,p.y)(e.findings),H=z.filter(e=>!n.has(e)),S=H.filter(e=>"new"===e.status),R=H.filter(e=>"existing"===e.status),C=z.filter(e=>null===n.get(e)&&e.suggestions.length>0),Y=[V({heading:"### Before and after\n\n| Change | Operations | Pages from | Before | After |\n| --- | --- | --- | --- | --- |\n",items:e.changes.map(e=>({forms:[j.change(e,6),j.change(e,1)],rank:1})),between:"\n",share:.5,cut:e=>(0,h.h)(e,"group of changed operations","groups of changed operations"),shortened:e=>`some origins of ${(0,h.h)(e,"group of changed operations","groups of changed operations")}`}),function(e){let t=new Map;for(let n of e.changes)for(let e of(0,d.c_)(n))t.set((0,l.Uy)(e),e);return V({heading:"What the unknowns depend on:\n\n",items:[...t.values()].map(e=>({forms:[`- ${(0,l.jV)(e)}`],rank:3})),between:"\n",share:.2,cut:e=>(0,h.h)(e,"open point")})}(e),V({heading:`### ${n.size>0?"Findings without a line comment":"Findings"}

`,items:S.map(e=>({forms:j.finding(e),rank:2*(0,p.q)(e.severity)})),between:"\n\n",share:.6,cut:e=>(0,h.h)(e,"finding"),shortened:e=>`the patches of ${(0,h.h)(e,"finding")}`}),V({heading:"### Patches for line comments\n\nThese repairs reach beyond the lines a suggestion can replace. Save a block to a file and `git apply` it.\n\n",items:C.map(e=>({forms:j.patchOf(e),rank:6})),between:"\n\n",share:.3,cut:e=>(0,h.h)(e,"patch","patches"),shortened:e=>(0,h.h)(e,"patch","patches")}),(g=`${(0,h.h)(R.length,"finding")} that base has too`,$=R.map(e=>`- ${e.severity} ${j.place(e)} ${j.rule(e.rule)}: ${(0,l.jV)((0,s.$)(e))}`),b=e=>`${(0,h.h)(e,"finding")} that base has too`,V({heading:`<details>
<summary>${(0,l.GF)([g])}</summary>

`,items:$.map(e=>({forms:[e],rank:9})),between:"\n",end:"\n\n</details>",share:.2,cut:b})),V({heading:"### Ignored\n\n",items:e.ignored.map(e=>({forms:[`- ${(0,l.jV)((0,u.k9)(e))}`],rank:7})),between:"\n",share:.2,cut:e=>(0,h.h)(e,"ignored finding")}),V({heading:"### Not reviewed\n\n",items:e.unreviewed.map(({path:e,reason:t,scopeEntry:n})=>{let a=`- ${(0,l.jV)([(0,l.aY)(e),": ",(0,l.V$)(t)])}`;return{forms:null===n?[a]:[`${a}

${(0,r.p0)(n.trimEnd().split("\n"),"yaml",!1).split("\n").map(e=>`  ${e}`).join("\n")}`,a],rank:8}}),between:"\n",share:.2,cut:e=>(0,h.h)(e,"file that was not reviewed","files that were not reviewed"),shortened:e=>`the \`scopes:\` entries of ${(0,h.h)(e,"file")}`}),V({heading:"### Notes\n\n",items:[...e.notes.map(e=>(0,o.q)(e)),...e.assumptions.map(e=>["Settled by the configuration: ",(0,l.aY)(e),"."])].map(e=>({forms:[`- ${(0,l.jV)(e)}`],rank:6})),between:"\n",share:.2,cut:e=>(0,h.h)(e,"note")})],M=t.elsewhere??f;return function(e,t,n,o){let s=a(e,"",t,t.map(e=>e.items.map(e=>e.forms[0]??null)));if((0,r.dp)(s)<=n)return{text:s,cuts:[]};let l=o(t.flatMap(e=>[e.cut(e.items.length),e.shortened(e.items.length)])),d=n-(0,r.dp)(e)-(0,r.dp)(l)-4,h=t.map(e=>e.items.map(()=>null)),p=t.map(()=>0),m=t.flatMap((e,t)=>e.items.map((n,r)=>({section:e,at:t,item:n,index:r}))).sort((e,t)=>e.item.rank-t.item.rank||e.at-t.at||e.index-t.index);for(let e of[!0,!1])for(let{section:t,at:a,item:i,index:o}of m){let s=h[a];if(void 0===s||null!==s[o])continue;let l=i.forms.length-1,m=s.every(e=>null===e)?(0,r.dp)(t.heading)+(0,r.dp)(t.end)+4:0,u=(0,r.dp)(i.forms[l]??"")+(0,r.dp)(t.between)+m;u>d||e&&(p[a]??0)+u>t.share*n||(s[o]=l,d-=u,p[a]=(p[a]??0)+u)}for(let{at:e,item:t,index:n}of m){let a=h[e],i=a?.[n];if(void 0!==a&&null!=i)for(let e=0;e<i;e+=1){let o=(0,r.dp)(t.forms[e]??"")-(0,r.dp)(t.forms[i]??"");if(!(o>d)){a[n]=e,d-=o;break}}}let u=t.flatMap((e,t)=>{let n=h[t]??[],r=n.filter(e=>null===e).length,a=n.filter(e=>null!==e&&e>0).length;return[...r>0?[e.cut(r)]:[],...a>0?[e.shortened(a)]:[]]}),c=t.map((e,t)=>e.items.map((e,n)=>{let r=h[t]?.[n];return null==r?null:e.forms[r]??null})),f=a(e,0===u.length?"":o(u),t,c);return{text:(0,r.dp)(f)<=n?f:i(e,n),cuts:u}}(k,Y,t.budget,e=>`_Cut to fit: ${e.join(", ")}. All of it is in ${M}._`).text}function V(e){return{end:"",shortened:e.cut,...e}}}};