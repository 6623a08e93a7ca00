export const id=43;export const ids=[43,920];export const modules={6043:(e,t,n)=>{n.r(t),n.d(t,{demo:()=>q});var o=n(3024),i=n(6760);function r(e,t,n=e.label){let o=new Map(e.entries),i=0;for(let[e,n]of t)i+=1,null===n?o.delete(e):o.set(e,{path:e,id:`overlay:${s}:${i}`,kind:"file"});return s+=1,{label:n,entries:o,async read(n){let o=n.filter(e=>!t.has(e)),i=new Map(0===o.length?[]:await e.read(o)),r=new TextEncoder;for(let e of n){let n=t.get(e);"string"==typeof n&&i.set(e,r.encode(n))}return i}}}let s=0;var l=n(1573),a=n(2356),d=n(8843),p=n(5892);let h="https://shop.contoso.com",c="https://contoso.developer.azure-api.net",u="apimartifacts/policy.xml",f="apimartifacts/apis/orders/policy.xml",g=`    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`,m=`    <backend>
        <forward-request />
    </backend>
    <outbound />
    <on-error />
</policies>
`,w=`<policies>
    <inbound>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${m}`,$=`<policies>
    <inbound>
        <cors allow-credentials="true">
            <allowed-origins>
                <origin>${c}</origin>
            </allowed-origins>
            <allowed-methods preflight-result-max-age="300">
                <method>*</method>
            </allowed-methods>
            <allowed-headers>
                <header>*</header>
            </allowed-headers>
            <expose-headers>
                <header>*</header>
            </expose-headers>
        </cors>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${m}`,y=`<policies>
    <inbound>
        <base />
        <cors>
            <allowed-origins>
                <origin>${h}</origin>
            </allowed-origins>
            <allowed-methods>
                <method>GET</method>
                <method>PUT</method>
            </allowed-methods>
            <allowed-headers>
                <header>content-type</header>
                <header>ocp-apim-subscription-key</header>
            </allowed-headers>
        </cors>
    </inbound>
${g}`,b=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${g}`;function v(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function x(e,t){let n=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,o]of Object.entries(t))for(let[t,i]of(n.push(`  ${e}:`),Object.entries(o)))n.push(`    ${t}:`,`      operationId: ${i}`,"      responses:","        '200':","          description: OK");return`${n.join("\n")}
`}let k={[u]:w,"apimartifacts/apis/orders/apiInformation.json":v("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":x("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[f]:y,"apimartifacts/apis/catalogue/apiInformation.json":v("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":x("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":b},U={[u]:$},j={request:{origin:h,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};var O=n(3941),S=n(3920);function T(e,t,n){for(let o of e.changes){if(!o.targets.some(e=>e.api===t))continue;let e=o.origins.find(e=>e.origin===n);if(void 0!==e)return e}return null}function E({allowed:e,methods:t}){return"no"===e?"no":"unknown"===e?"blocked ?":"*"===t?"any method":t.join(", ")}var M=n(29),C=n(8288),W=n(892);async function q(e,t){void 0!==e&&function(e){if((0,o.existsSync)(e)&&(0,o.readdirSync)(e).length>0)throw new a.x(`'${e}' is not empty; name a new folder`)}(e);let n=r({label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},new Map(Object.entries(k)),"before"),s=r(n,new Map(Object.entries(U)),"pull request"),g=e=>(0,p.q)(n,e,{settings:l.L,today:(0,W.Ec)()}),m=await g(s),w=m.findings.find(e=>"inherited-cors-decides"===e.rule),$=w?.suggestions[0],{reason:y}=await (0,d.W)(s,j,l.L,null);if(void 0===w||void 0===$||null===y)throw Error("the example has lost its point");let b={...k,...U},v=new Map;for(let e of new Set($.edits.map(e=>e.path)))v.set(e,function(e,t){let n=e.includes("\r\n")?"\r\n":"\n",o=e.split(n);for(let{startLine:e,endLine:n,lines:i}of[...t].sort((e,t)=>t.startLine-e.startLine))o.splice(e-1,n-e+1,...i);return o.join(n)}(b[e]??"",$.edits.filter(t=>t.path===e)));let x={...b,...Object.fromEntries(v)},q=await g(r(s,v,"repaired")),I=void 0===e?null:function(e,t){for(let[n,r]of Object.entries(t))for(let[t,s]of Object.entries(r)){let r=(0,i.join)(e,n,t);(0,o.mkdirSync)((0,i.dirname)(r),{recursive:!0}),(0,o.writeFileSync)(r,s)}return e}(e,{base:k,head:b,repaired:x});return(0,C.M9)(function(e,{color:t,width:n}){let{review:o,finding:i,suggestion:r,consoleMessage:s,after:l,written:a}=e,d=(e,n)=>t?`\x1b[${n}m${e}\x1b[0m`:e,p=o.changes.filter(e=>e.targets.some(e=>"orders"===e.api)).map(e=>({...e,origins:e.origins.filter(({origin:e})=>e===h)})),g={...o,findings:[{...i,suggestions:[]}],changes:p,notes:[],ignored:[],unreviewed:[]},m=(U[u]??"").split("\n").filter(e=>/cors|origin/.test(e)),w=(0,O.U)(r.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[d("One button in the portal, and the shop stops working","1"),"",`The pages of Contoso's shop, ${h}, read and change orders. The Orders API lets`,`them, in ${f}: <base /> first, then its own <cors>. That works.`,"",d('1. The pull request: "Enable CORS for the developer portal"',"1"),`   It adds this to the global policy, ${u}, and touches nothing of Orders:`,...m.map(e=>d(`   + ${e.slice(8)}`,"32")),"",d("2. What the review says of it","1"),...(0,S.reportText)(g,{color:t,width:Math.min(n,100)-3}).trimEnd().split("\n").filter((e,t,n)=>""!==e||""!==n[t-1]).map(e=>""===e?"":`   ${e}`),"",d("3. What the shop's developers would find in the console after the release","1"),...(function(e,t){let n=[],o="";for(let i of e.split(" "))""!==o&&o.length+1+i.length>t?(n.push(o),o=i):o=""===o?i:`${o} ${i}`;return[...n,o]})(d(s,"31"),Math.min(n,100)-3).map(e=>`   ${e}`),"",d("4. The suggestion","1"),`   ${r.title}:`,...w.map(({kind:e,text:t})=>d(`   ${t}`,"added"===e?"32":"31")),"",d("5. The review of the state after applying it: who may call what","1"),...function(e,t,n){let o=[];for(let[n,i]of[[h,"the shop"],[c,"the developer portal"]])for(let r of["orders","catalogue"]){let s=T(e,r,n);if(null===s)continue;let l=T(t,r,n);o.push([`${i}, ${r}`,E(s.before),E(s.after),E((l??s)[null===l?"before":"after"])])}let i=(e,t)=>e.padEnd(0===t?34:16);return[n(`   ${["","before","pull request","repaired"].map(i).join("")}`.trimEnd(),"2"),...o.map(e=>`   ${e.map(i).join("")}`.trimEnd())]}(o,l,d),"   ? Microsoft documents two defaults for an absent terminate-unmatched-request; under one of them, blocked.",`   ${i.rule} is ${l.findings.some(e=>e.rule===i.rule)?"still there":"gone"}, and nobody lost anything. Verdict: ${d(l.conclusion,"pass"===l.conclusion?"32":"31")}.`,"",null===a?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${a}. Now: apim-cors review --base-dir ${a}/base --head-dir ${a}/head`,""].join("\n")}({review:m,finding:w,suggestion:$,consoleMessage:y.chromium,after:q,written:I},(0,C.KC)(t)),t),M.N.done}},3941:(e,t,n)=>{function o(e){let t=[],n=0,o=0;for(let i of e.replace(/\n$/,"").split("\n")){let e=i.replace(/\r$/,"");if(e.startsWith("\\")){t.push({kind:"note",text:e});continue}if(n<=0&&o<=0){let i=/^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(e);null!==i&&(n=Number(i[1]??1),o=Number(i[2]??1)),t.push({kind:null===i?"file":"hunk",text:e});continue}e.startsWith("+")?(o-=1,t.push({kind:"added",text:e})):e.startsWith("-")?(n-=1,t.push({kind:"removed",text:e})):(n-=1,o-=1,t.push({kind:"context",text:e}))}return t}function i(e){let t=e.replace(/\n$/,"").split("\n"),n=0,i=0;return(o(e).forEach(({kind:e},o)=>{"file"!==e&&"hunk"!==e&&"note"!==e&&(t[o]?.endsWith("\r")===!0?i+=1:n+=1)}),n+i===0)?"mixed":0===i?"lf":0===n?"crlf":"mixed"}n.d(t,{O:()=>i,U:()=>o})},3920:(e,t,n)=>{n.r(t),n.d(t,{reportText:()=>a});var o=n(9924),i=n(3941),r=n(650),s=n(2867);let l={bold:"1",dim:"2",red:"31",green:"32",yellow:"33",cyan:"36"};function a(e,t){let n=new h(t),l=(0,s.severalRoots)(e),a=(0,s.orderedFindings)(e.findings),c=a.filter(e=>"new"===e.status);for(let[e,t]of[["error","Errors"],["warning","Warnings"],["info","Infos"]]){let a=c.filter(t=>t.severity===e);if(0!==a.length)for(let h of(n.heading(`${t} (${a.length})`,p(e)),a))!function(e,t,n){e.line(2,`${e.styled(d(t),"bold")}  ${e.styled((0,o.en)(t.rule),p(t.severity))}`),e.wrapped(4,(0,r.Uy)((0,r.CS)(t.message)));let l=(0,s.concerns)(t,n);null!==l&&e.wrapped(4,`Concerns ${(0,r.Uy)(l)}.`,"dim");let a=(0,s.certaintyWords)(t.certainty);null!==a&&e.wrapped(4,a,"dim");let h=t.suggestions[0];void 0!==h&&function(e,t,n){e.wrapped(4,`Repair: ${(0,r.Uy)((0,s.titlePhrase)(t.title))}`,"cyan"),e.wrapped(6,(0,r.Uy)((0,r.CS)(t.effect)));let l=(0,s.certaintyWords)(t.certainty);null!==l&&e.wrapped(6,l,"dim");let a=t.edits.some(e=>e.path!==n.path),d=(0,i.U)(t.patch).filter(({kind:e})=>"context"!==e&&"note"!==e&&(a||"file"!==e));for(let{kind:t,text:n}of d.slice(0,14))e.line(6,e.styled((0,o.en)(n),"added"===t?"green":"removed"===t?"red":"dim"));d.length>14&&e.line(6,e.styled(`… ${(0,s.counted)(d.length-14,"more line")}`,"dim"))}(e,h,t),t.suggestions.length>1&&e.line(4,e.styled(`${(0,s.counted)(t.suggestions.length-1,"other repair")}: see --format markdown or json`,"dim")),e.blank()}(n,h,l)}let u=a.filter(e=>"existing"===e.status);if(u.length>0){for(let e of(n.heading(`In base too (${u.length})`,"bold"),u))n.line(2,`${n.styled(d(e),"bold")}  ${e.severity} ${(0,o.en)(e.rule)}`),n.wrapped(4,(0,r.Uy)((0,r.CS)(e.message)));n.blank()}if(e.changes.length>0){for(let t of(n.heading("Before and after","bold"),e.changes.slice(0,40)))!function(e,t,n){e.wrapped(2,`${(0,r.Uy)((0,s.changeTitle)(t))}: ${(0,r.Uy)((0,s.targetsPhrase)(t.targets,n))}`,"bold");let o=t.causes.slice(0,3).map(e=>(0,r.Uy)([(0,r.GS)(e)]));for(let n of(o.length>0&&e.line(4,e.styled(`${o.join(", ")}${t.causes.length>3?` and ${t.causes.length-3} more`:""}`,"dim")),(0,s.changeRows)(t)))e.wrapped(4,(0,r.Uy)(n.origins)),e.wrapped(6,`before  ${(0,r.Uy)(n.pair.before)}`,void 0,14),e.wrapped(6,`after   ${(0,r.Uy)(n.pair.after)}`,void 0,14);for(let n of(0,s.openPoints)(t))e.wrapped(4,`? ${(0,r.Uy)(n)}`,"yellow",6)}(n,t,l);e.changes.length>40&&n.line(2,`and ${(0,s.counted)(e.changes.length-40,"more group")} (--format json has them all)`),n.blank()}if(n.list("Ignored",e.ignored.map(e=>(0,r.Uy)((0,s.ignoredPhrase)(e)))),e.unreviewed.length>0){for(let{path:t,reason:i,scopeEntry:s}of(n.heading(`Not reviewed (${e.unreviewed.length})`,"bold"),e.unreviewed))for(let e of(n.wrapped(2,`${(0,r.Uy)([(0,r.aY)(t)])}: ${(0,r.Uy)((0,r.CS)(i))}`),null===s?[]:s.trimEnd().split("\n")))n.line(6,(0,o.en)(e));n.blank()}n.list("Notes",[...e.notes.map(e=>(0,r.Uy)((0,r.CS)(e))),...e.assumptions.map(e=>`Settled by the configuration: ${(0,r.Uy)([(0,r.aY)(e)])}.`)]);let f=(0,s.verdictOf)(e),g="pass"===e.conclusion?"green":"red";return n.wrapped(0,f.sentences.join(" ")),n.line(0,n.styled(n.styled(f.title,g),"bold")),n.text()}function d(e){return(0,r.Uy)([(0,r.GS)(e)])}function p(e){return"error"===e?"red":"warning"===e?"yellow":"cyan"}class h{options;lines=[];constructor(e){this.options=e}styled(e,t){return this.options.color?`\x1b[${l[t]}m${e}\x1b[0m`:e}heading(e,t){this.line(0,this.styled(this.styled(e,t),"bold"))}blank(){this.lines.length>0&&""!==this.lines.at(-1)&&this.lines.push("")}line(e,t){this.lines.push(`${" ".repeat(e)}${t}`)}wrapped(e,t,n,o=e){let i=" ".repeat(e),r=!0,s=()=>{let e=i.trimStart();this.lines.push(void 0===n?i:`${i.slice(0,i.length-e.length)}${this.styled(e,n)}`)};for(let e of t.split(/(?<! ) (?! )/))!r&&i.length+1+e.length>this.options.width&&(s(),i=" ".repeat(o),r=!0),i+=r?e:` ${e}`,r=!1;s()}list(e,t){if(0!==t.length){for(let n of(this.heading(`${e} (${t.length})`,"bold"),t))this.wrapped(2,`- ${n}`,void 0,4);this.blank()}}text(){return`${this.lines.map(o.TR).join("\n")}
`}}}};