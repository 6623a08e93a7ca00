import{modules as e}from"./546-857.shared.js";export const id=546;export const ids=[546];export const modules={...e,2574:(e,t,o)=>{o.r(t),o.d(t,{demo:()=>P});var n=o(3024),r=o(6760),i=o(4562),a=o(1573),s=o(2356),l=o(2198);let d="https://shop.contoso.com",u="https://contoso.developer.azure-api.net",c="apimartifacts/policy.xml",p="apimartifacts/apis/orders/policy.xml",h=`    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`,f=`    <backend>
        <forward-request />
    </backend>
    <outbound />
    <on-error />
</policies>
`,m=`<policies>
    <inbound>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${f}`,g=`<policies>
    <inbound>
        <cors allow-credentials="true">
            <allowed-origins>
                <origin>${u}</origin>
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
${f}`,w=`<policies>
    <inbound>
        <base />
        <cors>
            <allowed-origins>
                <origin>${d}</origin>
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
${h}`,b=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${h}`;function $(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function v(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,n]of Object.entries(t))for(let[t,r]of(o.push(`  ${e}:`),Object.entries(n)))o.push(`    ${t}:`,`      operationId: ${r}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}let y={[c]:m,"apimartifacts/apis/orders/apiInformation.json":$("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":v("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[p]:w,"apimartifacts/apis/catalogue/apiInformation.json":$("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":v("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":b},x={[c]:g},O={request:{origin:d,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};var j=o(3941),M=o(7772),k=o(3864),E=o(3920);function T(e,t,o){for(let n of e.changes){if(!n.targets.some(e=>e.api===t))continue;let e=n.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function S({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}function L(e){let{allowed:t,methods:o}=e;return S(e)?"blocked (reported)":"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", ")}var q=o(29),I=o(2142),C=o(8796);async function P(e,t){void 0!==e&&function(e){if((0,n.existsSync)(e)&&(0,n.readdirSync)(e).length>0)throw new s.x(`'${e}' is not empty; name a new folder`)}(e);let h={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},f=(0,i.Lw)(h,new Map(Object.entries(y)),"before"),m=(0,i.Lw)(f,new Map(Object.entries(x)),"pull request"),{reviewTrees:g}=await o.e(421).then(o.bind(o,2421)),w=e=>g(f,e,{settings:a.L,today:(0,C.Ec)()}),b=await w(m),$=b.findings.find(e=>"inherited-cors-decides"===e.rule),v=$?.suggestions[0],{reason:P}=await (0,l.W)(m,O,a.L,null);if(void 0===$||void 0===v||null===P)throw Error("the example has lost its point");let R={...y,...x},N=new Map;for(let e of new Set(v.edits.map(e=>e.path)))N.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",n=e.split(o);for(let{startLine:e,endLine:o,lines:r}of[...t].sort((e,t)=>t.startLine-e.startLine))n.splice(e-1,o-e+1,...r);return n.join(o)}(R[e]??"",v.edits.filter(t=>t.path===e)));let W={...R,...Object.fromEntries(N)},z=await w((0,i.Lw)(m,N,"repaired")),D=void 0===e?null:function(e,t){for(let[o,i]of Object.entries(t))for(let[t,a]of Object.entries(i)){let i=(0,r.join)(e,o,t);(0,n.mkdirSync)((0,r.dirname)(i),{recursive:!0}),(0,n.writeFileSync)(i,a)}return e}(e,{base:y,head:R,repaired:W});return(0,I.M9)(function(e,{paint:t,width:o}){let{review:n,finding:r,suggestion:i,consoleMessage:a,after:s,written:l}=e,h=n.changes.filter(e=>e.targets.some(e=>"orders"===e.api)).map(e=>({...e,origins:e.origins.filter(({origin:e})=>e===d)})),f={...n,findings:[{...r,suggestions:[]}],changes:h,notes:[],ignored:[],unreviewed:[]},m=(x[c]??"").split("\n").filter(e=>/cors|origin/.test(e)),g=(0,j.U)(i.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${d}, read and change orders. The Orders API lets`,`them, in ${p}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${c}, and touches nothing of Orders:`,...m.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,E.reportText)(f,{paint:t,width:Math.min(o,100)-3}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e,t){let o=[],n="";for(let r of e.split(" "))""!==n&&n.length+1+r.length>t?(o.push(n),n=r):n=""===n?r:`${n} ${r}`;return[...o,n]})(t("red",a),Math.min(o,100)-3).map(e=>`   ${e}`),"",t("bold","4. The suggestion"),`   ${(0,M.$z)((0,k.S)(i.title))}:`,...g.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let n=[];for(let[o,r]of[[d,"the shop"],[u,"the developer portal"]])for(let i of["orders","catalogue"]){let a=T(e,i,o);if(null===a)continue;let s=T(t,i,o);n.push([`${r}, ${i}`,L(a.before),L(a.after),L((s??a)[null===s?"before":"after"])])}let r=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(r).join("")}`.trimEnd()),...n.map(e=>`   ${e.map(r).join("")}`.trimEnd())]}(n,s,t),...["orders","catalogue"].map(e=>T(n,e,d)?.after).some(e=>void 0!==e&&S(e))?["   Reported: gateways end requests of unlisted origins where terminate-unmatched-request is not written.","   If this one follows the attribute table of Microsoft’s page instead (default false), the shop gets in."]:[],`   ${r.rule} is ${s.findings.some(e=>e.rule===r.rule)?"still there":"gone"}, and nobody lost anything. Verdict: ${t("pass"===s.conclusion?"green":"red",s.conclusion)}.`,"",null===l?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${l}. Now: apim-cors review --base-dir ${l}/base --head-dir ${l}/head`,""].join("\n")}({review:b,finding:$,suggestion:v,consoleMessage:P.chromium,after:z,written:D},(0,I.KC)(t)),t),q.N.done}},8796:(e,t,o)=>{o.d(t,{Ec:()=>l,W7:()=>s,zc:()=>a});var n=o(3024),r=o(1573),i=o(2356);async function a(e,t){let a=await async function(e,t){let a=void 0===e?await t(r.j):function(e){try{return(0,n.readFileSync)(e)}catch(o){let t=o instanceof Error&&"code"in o&&"ENOENT"===o.code;throw new i.x(`--config ${e} ${t?"does not exist":`cannot be read: ${o instanceof Error?o.message:String(o)}`}`)}}(e);if(null===a)return r.L;let{parseSettings:s}=await Promise.all([o.e(108),o.e(92),o.e(815),o.e(395),o.e(784),o.e(636),o.e(186),o.e(880),o.e(472)]).then(o.bind(o,2816));return s(new TextDecoder().decode(a),e??r.j)}(e.config,t),s=void 0===e.assume?[]:(await Promise.all([o.e(108),o.e(92),o.e(815),o.e(395),o.e(784),o.e(636),o.e(186),o.e(880),o.e(472)]).then(o.bind(o,2363))).assumptionsOf(e.assume);return{...a,assume:new Map([...a.assume,...s]),...void 0===e.failOn?{}:{failOn:e.failOn},...void 0===e.environment?{}:{environments:e.environment}}}function s(e){return async t=>e.entries.get(t)?.kind==="file"?(await e.read([t])).get(t)??null:null}function l(){return new Date().toISOString().slice(0,10)}},1573:(e,t,o)=>{o.d(t,{L:()=>n,j:()=>r});let n={failOn:"error",environments:[],reportExisting:!1,ignores:"head",assume:new Map,scopes:[],rules:[],ignore:[],source:null},r=".github/apim-cors.yml"},9445:(e,t,o)=>{function n(e,t){let o=function(e,t){let o=r(e),n=null,i=Math.max(1,Math.floor(o.length/3))+1;for(let e of t){let t=function(e,t,o){if(Math.abs(e.length-t.length)>=o)return o;let n=[],r=Array.from({length:t.length+1},(e,t)=>t);for(let i=1;i<=e.length;i+=1){let a=[i];for(let o=1;o<=t.length;o+=1){let s=(r[o-1]??0)+ +(e[i-1]!==t[o-1]),l=i>1&&o>1&&e[i-1]===t[o-2]&&e[i-2]===t[o-1]?(n[o-2]??0)+1:s;a.push(Math.min(s,l,(r[o]??0)+1,(a[o-1]??0)+1))}if(Math.min(...r,...a)>=o)return o;n=r,r=a}return r[t.length]??o}(o,r(e),i);t<i&&(i=t,n=e)}return n}(e,t);return null===o?"":`; did you mean '${o}'?`}function r(e){return e.slice(0,100).toLowerCase().replace(/[_\s]/g,"-")}o.d(t,{a:()=>n})}};