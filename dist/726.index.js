export const id=726;export const ids=[726];export const modules={6078:(e,t,a)=>{a.d(t,{explorerPage:()=>Y});var r=a(9952),o=a(6466),i=a(9814),n=a(9245),s=a(9548),l=a(1623),d=a(5970),p=a(9924),c=a(3107),h=a(2933),u=a(3941),m=a(7772),g=a(8174),f=a(5064),b=a(1225),w=a(4554),y=a(3864),v=a(1779),$=a(7342),k=a(6055);a(2407);var x=a(2867);class O{titles;told;showRoots;#e=new Set;constructor(e,t,a){this.titles=e,this.told=t,this.showRoots=a}of(e){let[t]=e.findings;if(void 0===t)return"";let a=this.titles.get(t.rule),r=(0,k.$y)(e.certainty),o=this.told.get(e.id),i=void 0===o?(0,b.E)(e):(0,m.MZ)`For the same reason as ${(0,m.GS)(o)}.`,[s,...l]=(0,n.O)(e),d=e.depends.map(e=>`<p class="certainty">Depends on ${(0,m.Hz)([(0,m.aY)(e.point)])}:</p>
<pre>${(0,v.E)(e).map(p.ZD).join("\n")}</pre>`),c=`${(0,m.Hz)([(0,m.aY)(t.rule)])}${void 0===a?"":` (${(0,m.Hz)((0,x.i7)(a))})`}`;return[`<article>
<h3><span class="tag ${e.severity}">${e.severity}</span> ${(0,m.Hz)((0,w.$E)(e))}</h3>`,`<p class="place">${(0,m.Hz)([(0,m.GS)(e)])} ${c}</p>`,`<p>${(0,m.Hz)(i)}</p>`,...null===r?[]:[`<p class="certainty">${(0,p.ZD)(r)}</p>`],...d,...void 0===s?[]:[this.#t(s,!0)],...0===l.length?[]:[`<details>
<summary>${(0,g.hS)(l.length,"other fix","other fixes")}</summary>
${l.map(e=>this.#t(e,!1)).join("\n")}
</details>`],...this.#a(e,(0,m.Uy)(i)),"</article>"].join("\n")}#a({findings:e},t){let a=(0,c.y)(e).map(e=>{let a=(0,x.Kc)(e,this.showRoots),r=(0,m.Uy)((0,d.$r)(e))===t?"":`: ${(0,m.Hz)((0,d.$r)(e))}`;return`<li>${e.severity} ${(0,m.Hz)([(0,m.GS)(e)])} ${(0,m.Hz)([(0,m.aY)(e.rule)])}${r}${null===a?"":` Concerns ${(0,m.Hz)(a)}.`}</li>`});return[`<details>
<summary>${(0,g.hS)(a.length,"finding")}</summary>
<ul>
${a.join("\n")}
</ul>
</details>`]}#t(e,t){let a,r,o=this.#e.has(e.patch);return this.#e.add(e.patch),a=(0,k.$y)(e.certainty),r=(0,u.UZ)(e.patch).map(({kind:e,text:t})=>{let a=(0,p.ZD)(t);return"added"===e?`<ins>${a}</ins>`:"removed"===e?`<del>${a}</del>`:a}),`<div class="repair">
<p><strong>${t?"Fix":"Or"}${e.isSafe?" (safe)":""}: ${(0,m.Hz)((0,y.S)(e.title))}</strong></p>
<p>Checked: ${(0,m.Hz)((0,s.B)(e.effect))}</p>${null===a?"":`
<p class="certainty">${(0,p.ZD)(a)}</p>`}
${o?"<p>The patch is above.</p>":`<pre>${r.join("\n")}</pre>`}
</div>`}}function z(e,t){return 0===t.length?"":`<section>
<h2>${e}</h2>
<ul>
${t.map(e=>`<li>${e}</li>`).join("\n")}
</ul>
</section>`}let S=`:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --code: #f1f3f5;
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
footer { margin-top: 2rem; }`;var P=a(2116),M=a(8678);let A=[{point:"terminate-unmatched-default",because:"the page's attribute table says false since August 2025, its list of common issues says true; every gateway that was observed behaves as true",measure:"a `<cors>` without the attribute; GET with another Origin: empty 200, or the backend's answer"},{point:"second-cors-decorates-actual",because:"when the first `<cors>` does not match and passes the request on, no page says whether a later one adds its headers to the actual response; one such pair of policies is in production and works",measure:"two `<cors>` in two scopes, the first with `false`; GET with the second's Origin"},{point:"fragment-cors-at-preflight",because:"the page asks for direct children; a preflight got 404 in 2022, and the release notes of October 2022 say that fragments work since",measure:"OPTIONS to an API whose only `<cors>` is in a fragment"},{point:"partial-match-at-preflight",because:"the origin is listed, the method or a header is not: what the answer looks like",measure:"OPTIONS with a listed Origin and `Access-Control-Request-Headers: x-not-listed`"},{point:"partial-match-passes-on",because:'whether a method that is not listed counts as "unmatched"',measure:"two `<cors>` in two scopes with one origin, only the second with PUT; OPTIONS for PUT"},{point:"unlisted-method-at-actual",because:"whether the request itself is held against `<allowed-methods>`",measure:"`<method>PUT</method>` alone; GET with the listed Origin"},{point:"hand-written-beside-cors",because:"`<cors>` and `set-header` in `<outbound>` write the same header: which runs last",measure:"both in one API; GET with the listed Origin"},{point:"unmatched-other-methods",because:"the page speaks of GET and HEAD only; form posts (POST) are ended in production",measure:'`terminate-unmatched-request="true"`; POST with another Origin'},{point:"null-under-wildcard",because:"whether `*` matches the origin `null`",measure:"`<origin>*</origin>`; OPTIONS with `Origin: null`"},{point:"null-listed",because:"`null` is no URL, and saving should fail; no page says so",measure:"save `<origin>null</origin>`, then OPTIONS with it"},{point:"wildcard-origin-with-credentials",because:"whether `*` is sent as `*` or as the caller's origin",measure:"`<origin>*</origin>` with credentials; OPTIONS with any Origin"},{point:"wildcard-lists",because:"no page says whether `*` in the method and header lists is sent as `*` or as the names asked for; a browser minds where credentials are sent. Captured answers hold the names asked for",measure:"`<header>*</header>`; OPTIONS with `Access-Control-Request-Headers: x-a`"},{point:"method-names-printed",because:"browsers compare the methods of the answer with their case, and no page says whose spelling the answer has",measure:"`<method>put</method>`; OPTIONS for PUT, look at Access-Control-Allow-Methods"},{point:"method-names-ignore-case",because:"whether `put` in the list matches PUT",measure:"`<method>put</method>`; OPTIONS for PUT"},{point:"versionless-preflight",because:"versions in a header: the page names policies at API scope only",measure:"a global `<cors>`, a header-versioned API; OPTIONS without the header"},{point:"preflight-without-operation",because:"a preflight for a method that no operation has",measure:"OPTIONS for DELETE where only GET is defined"},{point:"preflight-without-api",because:"a preflight to a path that no API has",measure:"a global `<cors>`; OPTIONS to `/nowhere`"},{point:"options-without-request-method",because:"OPTIONS with an Origin, without `Access-Control-Request-Method`",measure:"that request"},{point:"backend-cors",because:"the backend sends CORS headers too",measure:"a backend that does; GET with a listed Origin"},{point:"policy-elsewhere",because:"code that deploys a part of a service does not show the global and product policies that others deploy; where such policies were seen, mostly `<cors>` stood in the policy of the API",measure:"look at the global policy and at those of the products in the portal"},{point:"missing-inbound-inherits",because:"a document without `<inbound>`: whether it inherits",measure:"such an API below a global `<cors>`"},{point:"product-key-sent",because:"a product's key in a header is in no preflight, one in the URL is: pages decide",measure:"look at what the page sends"},{point:"open-product",because:"a product whose metadata does not say whether it needs a subscription",measure:"the portal shows it"},{point:"api-needs-key",because:"an API whose metadata does not say so",measure:"the portal shows it"},{point:"fragment-holds-cors",because:"a fragment that is not in the repository",measure:"look at it"},{point:"branch-runs",because:"a condition is decided at run time",measure:"read the condition"},{point:"expression",because:"an expression gives an attribute's value",measure:"read the expression"},{point:"unresolved",because:"whether a value the repository does not hold is the origin at hand",measure:"look at the value"},{point:"unresolved-name",because:"the same for a method or a header",measure:"look at the value"}],T=[{point:"policy-elsewhere",reading:"no-cors",date:"2026-03-18",source:{title:"Azure-Samples/tutor pull request 139",url:"https://github.com/Azure-Samples/tutor/pull/139"},seen:"the <cors> of an API answered its preflights although <base /> stands above it: nothing above the API did",strength:"captured"},{point:"terminate-unmatched-default",reading:"true",date:"2020-05-21",source:{title:"azure-docs issue 55313",url:"https://github.com/MicrosoftDocs/azure-docs/issues/55313"},seen:"an unlisted origin without a token gets an empty 200, not the 401 of the token check below",strength:"captured"},{point:"terminate-unmatched-default",reading:"true",date:"2021-02-26",source:{title:"azure-docs issue 71283, the API Management team",url:"https://github.com/MicrosoftDocs/azure-docs/issues/71283"},seen:"an unlisted origin gets 200; write `false` to change it",strength:"microsoft"},{point:"terminate-unmatched-default",reading:"true",date:"2021-04-12",source:{title:"pagopa-archive/io-infrastructure-live-new pull request 493",url:"https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493"},seen:"form posts of card issuers needed a policy with every origin",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2023-01-09",source:{title:"Microsoft Q&A 1159273, a moderator",url:"https://learn.microsoft.com/en-us/answers/a/1159273"},seen:"the empty 200 is explained by the default value, true",strength:"microsoft"},{point:"terminate-unmatched-default",reading:"true",date:"2023-01-11",source:{title:"pagopa/cstar-infrastructure pull request 757",url:"https://github.com/pagopa/cstar-infrastructure/pull/757"},seen:"APIs were not reached until the attribute was written out as `false`",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2025-09-24",source:{title:"pagopa/selfcare 40f1fb3b",url:"https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00"},seen:"a login by form post needed an operation policy that lists its origin, seven weeks after the page was changed",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2026-03-18",source:{title:"pagopa/pagopa-infra cdd8cc6e",url:"https://github.com/pagopa/pagopa-infra/commit/cdd8cc6e87b8ee4d6c712e9889ba898229e1fea7"},seen:"a header written in outbound was not enough for an origin that the policy does not list",strength:"production"},{point:"terminate-unmatched-default",reading:"true",date:"2026-04-02",source:{title:"pagopa/pagopa-infra b8cd9591",url:"https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab"},seen:"a <cors> below <base /> did not count until it was moved above",strength:"production"},{point:"terminate-unmatched-default",reading:"false",date:"2025-08-06",source:{title:"azure-docs pull request 127474",url:"https://github.com/MicrosoftDocs/azure-docs/pull/127474"},seen:"the attribute table was changed to `false`; nothing observed, and another section of the page still says `true`",strength:"microsoft"},{point:"second-cors-decorates-actual",reading:"yes",date:"2023-01-11",source:{title:"pagopa/cstar-infrastructure pull request 757",url:"https://github.com/pagopa/cstar-infrastructure/pull/757"},seen:"<base /> with a <cors> that passes on, then a <cors> with every origin: it went live and stayed",strength:"production"},{point:"second-cors-decorates-actual",reading:"yes",date:"2026-04-02",source:{title:"pagopa/pagopa-infra b8cd9591",url:"https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab"},seen:"agrees, once the default of the attribute is true",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2021-04-12",source:{title:"pagopa-archive/io-infrastructure-live-new pull request 493",url:"https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493"},seen:"form posts of card issuers needed a policy with every origin",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2023-08-09",source:{title:"pagopa/io-infra pull request 654",url:"https://github.com/pagopa/io-infra/pull/654"},seen:"an operation that takes SAML form posts has a <cors> with every origin, and nothing else",strength:"production"},{point:"unmatched-other-methods",reading:"ends",date:"2025-09-24",source:{title:"pagopa/selfcare 40f1fb3b",url:"https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00"},seen:"a login by form post needed an operation policy that lists its origin",strength:"production"},{point:"fragment-cors-at-preflight",reading:"answers",date:"2022-10",source:{title:"API Management release notes, October 2022",url:"https://github.com/Azure/API-Management/blob/main/changelogs/api-management-service.md"},seen:"<cors> can now be used in policy fragments",strength:"microsoft"},{point:"fragment-cors-at-preflight",reading:"answers",date:"2023-06-06",source:{title:"developer portal issue 2202",url:"https://github.com/Azure/api-management-developer-portal/issues/2202"},seen:"<cors> in a fragment works with a key",strength:"captured"},{point:"fragment-cors-at-preflight",reading:"ignored",date:"2022-06-16",source:{title:"azure-docs issue 94507",url:"https://github.com/MicrosoftDocs/azure-docs/issues/94507"},seen:"preflights got 404, before the release of October 2022",strength:"captured"},{point:"wildcard-lists",reading:"echoed",date:"2020-12-29",source:{title:"developer portal issue 1105",url:"https://github.com/Azure/api-management-developer-portal/issues/1105"},seen:"one header asked for: the answer names that one, and one method",strength:"captured"}];var I=a(5323),q=a(6331),H=a(9398);let E={service:0,view:"difference",search:"",onlyChanged:!1,origin:"",method:"GET",api:"",operation:"",url:"",headers:[],credentials:"same-origin",mode:"cors",product:"",key:"",assume:new Map,repairs:[]};function C(e,t,a){var r;let o,l,d,c,h,u,g,f;return(0,p.s$)((r=function(e,{pairs:t,assume:a,texts:r},o){let l=e=>{let t;return void 0===e?null:(t=null===o?e.apis:e.apis.filter(({workspace:e,id:t})=>o.has((0,M.ik)(e,t))),{...e,problems:[],apisLeftOut:e.apisLeftOut||t.length<e.apis.length,global:D(e.global),workspaces:new Map([...e.workspaces].map(([e,t])=>[e,{...t,policy:D(t.policy)}])),products:e.products.map(e=>({...e,policy:D(e.policy)})),fragments:e.fragments.map(e=>({...e,policy:D(e.policy)})),apis:t.map(e=>({...e,policy:D(e.policy),operations:e.operations.map(e=>({...e,policy:D(e.policy)}))}))})},d=t.map(({base:e,head:t})=>({name:function(e){if(void 0===e)return"";let t=""===e.root?".":e.root;return null===e.environment?t:`${t} (${e.environment})`}((t??e)?.service),base:l(e?.service),head:l(t?.service)})),p=d.reduce((e,{base:t,head:a})=>e+((a??t)?.apis.length??0),0);return{mode:e.mode,services:d,assume:a,causes:(0,i.FQ)(e).slice(0,40).map(e=>({id:e.id,title:(0,m.Uy)((0,w.$E)(e)),severity:e.severity,path:e.path,line:e.line,repairs:(0,n.O)(e).slice(0,3).flatMap((t,a)=>(function(e,t){let a=new Map;for(let{ref:r,text:o}of e.texts??[]){let e=(0,P.L7)(r,t,o);if(!e.ok)return null;a.set((0,H.XF)(r),D(e))}if(0===a.size)return null;let{title:r,effect:o,isSafe:i}=e;return{id:t,title:(0,m.Uy)((0,y.S)(r)),effect:(0,m.Uy)((0,s.B)(o)),isSafe:i,policies:a}})(t,`${e.id}.${a+1}`)??[])})),points:new Map(A.map(({point:e,because:t})=>[(0,I.Ap)(e),{because:t,seen:T.filter(t=>t.point===e).map(({reading:e,date:t,seen:a})=>({reading:e,text:`${a} (${t})`}))}])),contracts:function({contracts:e=[]}){return e.map(({name:e,environment:t,before:a,result:r,counterexample:o})=>{if(null===o)return{name:e,environment:t,before:a,result:r,hash:null};let{origin:i,method:n,url:s,headers:l,credentials:d,product:p,key:c}=o;return{name:e,environment:t,before:a,result:r,hash:function(e){let t={...E,...e},a=new URLSearchParams;for(let e of["origin","method","api","operation","url","credentials","mode","product","key","view","search"])t[e]!==E[e]&&a.set(e,t[e]);for(let e of t.headers)a.append("header",e);for(let[e,r]of t.assume)a.append("assume",`${e}=${r}`);for(let e of t.repairs)a.append("repair",e);return 0!==t.service&&a.set("service",String(t.service)),t.onlyChanged&&a.set("changed","yes"),`#${a.toString()}`}({origin:i,method:n,url:s,headers:l,credentials:d,product:p??"",key:c??""})}})}(e),lines:{base:G(d.flatMap(({base:e})=>e??[]),r.base),head:G(d.flatMap(({head:e})=>e??[]),r.head)},apisLeftOut:t.reduce((e,{base:t,head:a})=>e+((a??t)?.service.apis.length??0),0)-p}}(e,t,a),o=[],l=[],d=new Map,c=new Map,h=new Map,u=e=>{let t=JSON.stringify(e),a=c.get(t);return void 0===a&&(a=l.push(e)-1,c.set(t,a)),a},(f=(g=e=>{if(null===e||"string"==typeof e||"number"==typeof e||"boolean"==typeof e)return u(e);if("object"!=typeof e)throw Error(`a ${typeof e} cannot be packed`);let t=h.get(e);if(void 0!==t)return t;if(Array.isArray(e))t=u([-1,...e.map(g)]);else if(e instanceof Map)t=u([-2,...[...e].flatMap(([e,t])=>[g(e),g(t)])]);else if(e instanceof Set)t=u([-3,...[...e].map(g)]);else{let a,r,i,n;i=JSON.stringify(r=(a=Object.entries(e).filter(([,e])=>void 0!==e&&"function"!=typeof e)).map(([e])=>e)),void 0===(n=d.get(i))&&(n=o.push(r)-1,d.set(i,n)),t=u([n,...a.map(([,e])=>g(e))])}return h.set(e,t),t})(r))!==l.length-1&&l.push(l[f]??null),{shapes:o,cells:l})).replace(/</g,"\\u003c").replace(/\u2028/g,"\\u2028").replace(/\u2029/g,"\\u2029")}let N=new WeakMap;function D(e){if(e?.ok!==!0)return e;let{document:t}=e,a=N.get(t);if(void 0===a){let e=t.id.slice(0,16),r=new Map([...t.sections].map(([e,t])=>[e,{...t,statements:t.statements.map(U)}]));a={ok:!0,document:{...t,id:e,sections:r,host:null,ignores:[],notUnderstood:[],flow:null}},N.set(t,a)}return a}function U(e){return"policy"===e.kind?{...e,nested:e.nested.map(U)}:"cors"===e.kind?{...e,element:{...e.element,children:e.element.children.map(j)}}:e}function j(e){return{...e,place:{...e.place,start:0,end:0},children:e.children.map(j)}}function G(e,t){let a=new Map;for(let t of e)for(let{file:e}of(0,q.uo)({...t,metadataAmong:()=>[]})){let t=e.ok?e.document.path:e.broken.path,r=a.get(t)??new Set;for(let t of e.ok?R(e.document):[e.broken.line])r.size<60&&r.add(t);a.set(t,r)}let r=new Map;for(let[e,o]of a){let a=t.get(e)?.split(/\r\n|\r|\n/);if(void 0===a)continue;let i=[...o].flatMap(e=>{let t=a[e-1];return void 0===t?[]:[[e,t.trimEnd().slice(0,160)]]});i.length>0&&r.set(e,new Map(i))}return r}function*R(e){for(let{place:t,statements:a}of e.sections.values())a.length>0&&(yield t.line),yield*Z(a);for(let{element:t}of e.headerWriters)yield t.place.line}function*Z(e){for(let t of e)if("others"===t.kind)for(let e of t.ends?.keys()??[])yield t.lines[e]??1;else if("cors"===t.kind){let{line:e,endLine:a}=t.element.place;for(let t=e;t<=Math.min(a,e+4);t+=1)yield t}else yield t.place.line,"policy"===t.kind&&(yield*Z(t.nested))}let L=`body { max-width: 100rem; }
.bar, #request { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin: 0 0 0.75rem; }
.field span { display: block; font-size: 0.8125rem; color: var(--quiet); }
.option { display: block; padding: 0.125rem 0; }
.bar .option { padding: 0.4rem 0; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--quiet); border-radius: 4px; padding: 0.25rem 0.5rem; max-width: 100%; }
#request input { width: 18rem; }
textarea { width: 18rem; font-family: ui-monospace, Consolas, monospace; font-size: 0.875em; }
#assume-block { width: 30rem; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--note); outline-offset: 1px; }
#matrix .wide { max-height: 70vh; overflow: auto; }
#matrix caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding: 0.25rem 0; }
#matrix th, #matrix td { padding: 0.125rem 0.375rem; font-size: 0.875rem; }
#matrix thead th { position: sticky; top: 0; background: var(--page); z-index: 2; min-width: 7rem; max-width: 14rem; overflow-wrap: anywhere; vertical-align: bottom; }
#matrix tbody th { position: sticky; left: 0; background: var(--page); z-index: 1; white-space: normal; min-width: 12rem; max-width: 24rem; overflow-wrap: anywhere; }
#matrix thead th:first-child { left: 0; z-index: 3; }
#matrix td { min-width: 0; }
#matrix button { border: 0; padding: 0.125rem 0.25rem; text-align: left; background: none; }
#matrix .depth2 th { padding-left: 1.5rem; }
#matrix .depth3 th { padding-left: 3rem; font-weight: normal; }
.loses { color: var(--bad); font-weight: 600; }
.mayLose, .changes, .depends { color: var(--warn); }
.gains, .mayGain { color: var(--good); }
.blocked, .quiet { color: var(--quiet); }
.side.blocked { color: inherit; }
#verdict { font-weight: 600; border-left: 0.25rem solid var(--note); padding: 0.25rem 0.75rem; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem; }
.side { border: 1px solid var(--line); border-radius: 4px; padding: 0.5rem 1rem; min-width: 0; overflow-wrap: anywhere; }
.side.blocked .verdict { color: var(--bad); }
.side.allowed .verdict { color: var(--good); }
.side.unknown .verdict { color: var(--warn); }
h4 { margin: 0.75rem 0 0; font-size: 0.875rem; }
.chain { list-style: none; padding: 0; }
.chain > li { border: 1px solid var(--line); border-radius: 4px; padding: 0.25rem 0.5rem; }
.chain > li + li { margin-top: 1rem; position: relative; }
.chain > li + li::before { content: '▲ <base />'; position: absolute; top: -1rem; font-size: 0.6875rem; line-height: 1rem; color: var(--quiet); }
.chain ul { margin: 0.25rem 0; padding-left: 1rem; }
.scope { font-weight: 600; }
.decides > strong { color: var(--note); border: 1px solid currentColor; border-radius: 4px; padding: 0 0.3em; font-size: 0.8125rem; }
.chain pre { margin: 0.25rem 0; padding: 0.25rem 0.5rem; }
fieldset { border: 1px solid var(--line); border-radius: 4px; margin: 0 0 0.75rem; }
.causes { list-style: none; padding: 0; }
.causes > li { border-top: 1px solid var(--line); padding: 0.5rem 0; }
.causes p { margin: 0 0 0.25rem; }
@media print { .bar, #request, #copy-assume { display: none; } #matrix .wide { max-height: none; overflow: visible; } }`;async function Y(e,{base:t,head:n,pairs:s,assume:d},c){var u;let{script:y}=await a.e(14).then(a.bind(a,5339)),v=new Set(s.flatMap(({base:e,head:t})=>[e,t].flatMap(e=>e??[])).flatMap(e=>[...e.documents()].map(({file:e})=>e.ok?e.document.path:e.broken.path))),k=await F(n,v);return u={pairs:s,assume:d,texts:{base:t===n?k:await F(t,v),head:k}},function(e,t){let a=new Map((t.rules??[]).map(e=>[e.id,e.title])),r=(0,i.FQ)(e),n=r.filter(({status:e})=>"new"===e),s=r.filter(({status:e})=>"existing"===e),d=n.filter(({severity:e,rows:t})=>"info"!==e||0===t.length),{live:c}=t,u=void 0===c?d:d.slice(0,10),y=(0,$.V)(e),v=new O(a,(0,b.p)(r),(0,f.QP)(e)),k=[function(e,t){if(0===e.length)return"";let a=e.slice(0,t).map(({mark:e,origins:t,where:a,before:r,after:o})=>{let i=[t,a,r,o].map(e=>`<td>${(0,m.Hz)(e)}</td>`).join(""),n=e.replace(/^[^a-z]+/,"");return`<tr><th scope="row"><span class="tag ${"loses"===n||"cannot call"===n?"error":"gains"===n?"gain":"warning"}">${(0,p.ZD)(n)}</span></th>${i}</tr>`}),r=e.length>t?`
<p>${(0,g.hS)(e.length-t,"more row")} in the JSON report.</p>`:"";return`<section>
<h2>Before and after</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Change</th><th scope="col">Pages from</th><th scope="col">API</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>
${a.join("\n")}
</tbody>
</table></div>${r}
</section>`}((0,h.q)(e,n),void 0===c?500:60),0===d.length?"":`<section>
<h2>Problems</h2>
${u.map(e=>v.of(e)).join("\n")}${d.length===u.length?"":`
<p>${(0,g.hS)(d.length-u.length,"more problem")} in the JSON report.</p>`}
</section>`,0===s.length?"":`<section>
<details>
<summary><h2>${(0,g.hS)(s.length,"older problem")} of ${"scan"===e.mode?"the baseline":"base"}</h2></summary>
${s.map(e=>v.of(e)).join("\n")}
</details>
</section>`,z("Ignored",e.ignored.filter(({isConsequence:e})=>!0!==e).map(e=>(0,m.Hz)((0,x.k9)(e)))),z("Not reviewed",e.unreviewed.map(e=>`${(0,m.Hz)([(0,m.aY)(e.path),": ",...(0,o.c)(e)])}${null===e.scopeEntry?"":`<pre>${(0,p.ZD)(e.scopeEntry.trimEnd())}</pre>`}`)),z("Notes",[...e.notes.map(e=>(0,m.Hz)((0,l.q)(e))),...e.assumptions.map(e=>(0,m.Hz)(["Settled by the configuration: ",(0,m.aY)(e),"."]))])].filter(e=>""!==e),P=(0,w.Pl)(e,r),M=void 0===c?S:`${S}
${c.styles}`,A=void 0===c?"style-src 'unsafe-inline'":`style-src ${c.hashOf(M)}; script-src ${c.hashOf(c.script)}; base-uri 'none'; form-action 'none'`,T="scan"===e.mode?(0,m.Hz)([(0,m.aY)(e.head)]):(0,m.Hz)([(0,m.aY)(e.base)," → ",(0,m.aY)(e.head)]);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${A}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${(0,p.ZD)(y.title)}</title>
<style>${void 0===c?`
${M}
`:M}</style>
</head>
<body>
<header class="${e.conclusion}">
<h1>${(0,p.ZD)(P)}</h1>
<p>${(0,p.ZD)([y.title+".",...y.sentences.filter(e=>e!==P)].join(" "))}</p>
<p class="states">${T}</p>
</header>
<main>
${[...void 0===c?[]:[c.start],...k].join("\n")}
</main>
<footer>APIM CORS Review ${(0,p.ZD)(t.toolVersion)}</footer>
${void 0===c?"":`<script type="application/json" id="explorer-data">${c.data}<\/script>
<script>${c.script}<\/script>
`}</body>
</html>
`}(e,{...c,live:{styles:L,hashOf:e=>`'sha256-${btoa((0,r.f)(e).replace(/../g,e=>String.fromCharCode(parseInt(e,16))))}'`,start:'<div id="explorer" hidden></div>',data:function(e,t){let a=C(e,t,null);if(a.length<=15e5)return a;let r=[...new Set([...e.changes.map(({targets:e})=>e),...e.findings.map(({targets:e})=>e)].flat().flatMap(({workspace:e,api:t})=>null===t?[]:[(0,M.ik)(e,t)]))];for(let a=r.length;;a=Math.floor(a/2)){let o=C(e,t,new Set(r.slice(0,a)));if(o.length<=15e5||0===a)return o}}(e,u),script:y}})}async function F(e,t){let a=new TextDecoder;return new Map([...await e.read([...t].filter(t=>e.entries.get(t)?.kind==="file"))].map(([e,t])=>[e,a.decode(t)]))}}};