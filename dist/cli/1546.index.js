import{modules as e}from"./1546-7580.shared.js";import{modules as t}from"./1546-3857.shared.js";export const id=1546;export const ids=[1546,4562];export const modules={...e,...t,2574:(e,t,o)=>{o.r(t),o.d(t,{demo:()=>R});var r=o(3024),n=o(6760),i=o(4562),a=o(1573),s=o(2356),l=o(7069);let d="https://shop.contoso.com",p="https://contoso.developer.azure-api.net",u="apimartifacts/policy.xml",c="apimartifacts/apis/orders/policy.xml",h=`    <backend>
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
                <origin>${p}</origin>
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
`}function y(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,r]of Object.entries(t))for(let[t,n]of(o.push(`  ${e}:`),Object.entries(r)))o.push(`    ${t}:`,`      operationId: ${n}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}let v={[u]:m,"apimartifacts/apis/orders/apiInformation.json":$("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":y("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[c]:w,"apimartifacts/apis/catalogue/apiInformation.json":$("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":y("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":b},x={[u]:g},j={request:{origin:d,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};var M=o(3941),O=o(7772),k=o(3864),T=o(3920);function E(e,t,o){for(let r of e.changes){if(!r.targets.some(e=>e.api===t))continue;let e=r.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function q({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}function L(e){let{allowed:t,methods:o}=e;return q(e)?"blocked (reported)":"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", ")}var S=o(29),I=o(2142),C=o(8796);async function R(e,t){void 0!==e&&function(e){if((0,r.existsSync)(e)&&(0,r.readdirSync)(e).length>0)throw new s.x(`'${e}' is not empty; name a new folder`)}(e);let h={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},f=(0,i.Lw)(h,new Map(Object.entries(v)),"before"),m=(0,i.Lw)(f,new Map(Object.entries(x)),"pull request"),{reviewTrees:g}=await o.e(3104).then(o.bind(o,3104)),w=e=>g(f,e,{settings:a.L6,today:(0,C.Ec)()}),b=await w(m),$=b.findings.find(e=>"inherited-cors-decides"===e.rule),y=$?.suggestions[0],{reason:R}=await (0,l.WE)(m,j,a.L6,null);if(void 0===$||void 0===y||null===R)throw Error("the example has lost its point");let P={...v,...x},z=new Map;for(let e of new Set(y.edits.map(e=>e.path)))z.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",r=e.split(o);for(let{startLine:e,endLine:o,lines:n}of[...t].sort((e,t)=>t.startLine-e.startLine))r.splice(e-1,o-e+1,...n);return r.join(o)}(P[e]??"",y.edits.filter(t=>t.path===e)));let W={...P,...Object.fromEntries(z)},N=await w((0,i.Lw)(m,z,"repaired")),U=void 0===e?null:function(e,t){for(let[o,i]of Object.entries(t))for(let[t,a]of Object.entries(i)){let i=(0,n.join)(e,o,t);(0,r.mkdirSync)((0,n.dirname)(i),{recursive:!0}),(0,r.writeFileSync)(i,a)}return e}(e,{base:v,head:P,repaired:W});return(0,I.M9)(function(e,{paint:t,width:o}){let{review:r,finding:n,suggestion:i,consoleMessage:a,after:s,written:l}=e,h=r.changes.filter(e=>e.targets.some(e=>"orders"===e.api)).map(e=>({...e,origins:e.origins.filter(({origin:e})=>e===d)})),f={...r,findings:[{...n,suggestions:[]}],changes:h,notes:[],ignored:[],unreviewed:[]},m=(x[u]??"").split("\n").filter(e=>/cors|origin/.test(e)),g=(0,M.U)(i.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${d}, read and change orders. The Orders API lets`,`them, in ${c}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${u}, and touches nothing of Orders:`,...m.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,T.reportText)(f,{paint:t,width:Math.min(o,100)-3}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e,t){let o=[],r="";for(let n of e.split(" "))""!==r&&r.length+1+n.length>t?(o.push(r),r=n):r=""===r?n:`${r} ${n}`;return[...o,r]})(t("red",a),Math.min(o,100)-3).map(e=>`   ${e}`),"",t("bold","4. The suggestion"),`   ${(0,O.$z)((0,k.S)(i.title))}:`,...g.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let r=[];for(let[o,n]of[[d,"the shop"],[p,"the developer portal"]])for(let i of["orders","catalogue"]){let a=E(e,i,o);if(null===a)continue;let s=E(t,i,o);r.push([`${n}, ${i}`,L(a.before),L(a.after),L((s??a)[null===s?"before":"after"])])}let n=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(n).join("")}`.trimEnd()),...r.map(e=>`   ${e.map(n).join("")}`.trimEnd())]}(r,s,t),...["orders","catalogue"].map(e=>E(r,e,d)?.after).some(e=>void 0!==e&&q(e))?["   Reported: gateways end requests of unlisted origins where terminate-unmatched-request is not written.","   If this one follows the attribute table of Microsoft’s page instead (default false), the shop gets in."]:[],`   ${n.rule} is ${s.findings.some(e=>e.rule===n.rule)?"still there":"gone"}, and nobody lost anything. Verdict: ${t("pass"===s.conclusion?"green":"red",s.conclusion)}.`,"",null===l?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${l}. Now: apim-cors review --base-dir ${l}/base --head-dir ${l}/head`,""].join("\n")}({review:b,finding:$,suggestion:y,consoleMessage:R.chromium,after:N,written:U},(0,I.KC)(t)),t),S.N.done}},9445:(e,t,o)=>{function r(e,t){let o=i(e),r=null,n=Math.max(1,Math.floor(o.length/3))+1;for(let e of t){let t=function(e,t,o){if(Math.abs(e.length-t.length)>=o)return o;let r=[],n=Array.from({length:t.length+1},(e,t)=>t);for(let i=1;i<=e.length;i+=1){let a=[i];for(let o=1;o<=t.length;o+=1){let s=(n[o-1]??0)+ +(e[i-1]!==t[o-1]),l=i>1&&o>1&&e[i-1]===t[o-2]&&e[i-2]===t[o-1]?(r[o-2]??0)+1:s;a.push(Math.min(s,l,(n[o]??0)+1,(a[o-1]??0)+1))}if(Math.min(...n,...a)>=o)return o;r=n,n=a}return n[t.length]??o}(o,i(e),n);t<n&&(n=t,r=e)}return r}function n(e,t){let o=r(e,t);return null===o?"":`; did you mean '${o}'?`}function i(e){return e.slice(0,100).toLowerCase().replace(/[_\s]/g,"-")}o.d(t,{a:()=>n,p:()=>r})},4562:(e,t,o)=>{async function r(e,t){return void 0===e.closed?e.entries.size>t:e.closed.hasMoreThan(t)}async function n(e,t){await Promise.all(e.flatMap(({closed:e})=>void 0===e?[]:[e.open(t)]))}function i(e,t,o=e.label){let r=new Map(e.entries),n=0;for(let[e,o]of t)n+=1,null===o?r.delete(e):r.set(e,{path:e,id:`overlay:${a}:${n}`,kind:"file"});return a+=1,{label:o,entries:r,async read(o){let r=o.filter(e=>!t.has(e)),n=new Map(0===r.length?[]:await e.read(r)),i=new TextEncoder;for(let e of o){let o=t.get(e);"string"==typeof o&&n.set(e,i.encode(o))}return n}}}o.d(t,{Lw:()=>i,os:()=>n,rr:()=>r});let a=0}};