import{modules as e}from"./shared.js";export const id=1546;export const ids=[1546,4562];export const modules={8796:e[8796],1573:e[1573],9445:e[9445],4562:e[4562],2574:(e,t,o)=>{o.r(t),o.d(t,{demo:()=>R});var r=o(3024),i=o(6760),n=o(4562),a=o(1573),s=o(2356),l=o(7372);let d="https://shop.contoso.com",p="https://contoso.developer.azure-api.net",c="apimartifacts/policy.xml",u="apimartifacts/apis/orders/policy.xml",h=`    <backend>
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
${f}`,b=`<policies>
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
${h}`,w=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${h}`;function $(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function y(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,r]of Object.entries(t))for(let[t,i]of(o.push(`  ${e}:`),Object.entries(r)))o.push(`    ${t}:`,`      operationId: ${i}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}let v={[c]:m,"apimartifacts/apis/orders/apiInformation.json":$("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":y("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[u]:b,"apimartifacts/apis/catalogue/apiInformation.json":$("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":y("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":w},j={[c]:g},x={request:{origin:d,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};var O=o(3941),k=o(7772),T=o(3864),E=o(3920),S=o(9814);function q(e,t,o){for(let r of e.changes){if(!r.targets.some(e=>e.api===t))continue;let e=r.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function L(e){let{allowed:t,methods:o}=e;return!function({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}(e)?"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", "):"blocked (reported)"}var M=o(29),I=o(5304),C=o(8796);async function R(e,t){void 0!==e&&function(e){if((0,r.existsSync)(e)&&(0,r.readdirSync)(e).length>0)throw new s.x(`'${e}' is not empty; name a new folder`)}(e);let h={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},f=(0,n.Lw)(h,new Map(Object.entries(v)),"before"),m=(0,n.Lw)(f,new Map(Object.entries(j)),"pull request"),{reviewTrees:g}=await o.e(1959).then(o.bind(o,1959)),b=e=>g(f,e,{settings:a.L6,today:(0,C.Ec)()}),w=await b(m),$=w.findings.find(e=>"inherited-cors-decides"===e.rule),y=$?.suggestions[0],{reason:R}=await (0,l.WE)(m,x,a.L6,null);if(void 0===$||void 0===y||null===R)throw Error("the example has lost its point");let P={...v,...j},W=new Map;for(let e of new Set(y.edits.map(e=>e.path)))W.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",r=e.split(o);for(let{startLine:e,endLine:o,lines:i}of[...t].sort((e,t)=>t.startLine-e.startLine))r.splice(e-1,o-e+1,...i);return r.join(o)}(P[e]??"",y.edits.filter(t=>t.path===e)));let z={...P,...Object.fromEntries(W)},F=await b((0,n.Lw)(m,W,"repaired")),N=void 0===e?null:function(e,t){for(let[o,n]of Object.entries(t))for(let[t,a]of Object.entries(n)){let n=(0,i.join)(e,o,t);(0,r.mkdirSync)((0,i.dirname)(n),{recursive:!0}),(0,r.writeFileSync)(n,a)}return e}(e,{base:v,head:P,repaired:z});return(0,I.M9)(function(e,t){let{review:o,finding:r,suggestion:i,consoleMessage:n,after:a,written:s}=e,l=(0,S.FQ)(o).find(({findings:e})=>e.some(({fingerprint:e})=>e===r.fingerprint)),h=(l?.findings??[r]).map(e=>({...e,suggestions:[]})),f={...o,findings:h,notes:[],ignored:[],unreviewed:[]},m=(j[c]??"").split("\n").filter(e=>/cors|origin/.test(e)),g=(0,O.UZ)(i.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${d}, read and change orders. The Orders API lets`,`them, in ${u}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${c}, and touches nothing of Orders:`,...m.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,E.reportText)(f,{paint:t,width:97,sources:new Map(Object.entries({...v,...j}))}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e){let t=[],o="";for(let r of e.split(" "))""!==o&&o.length+1+r.length>97?(t.push(o),o=r):o=""===o?r:`${o} ${r}`;return[...t,o]})(t("red",n)).map(e=>`   ${e}`),"",t("bold",`4. The suggestion: ${(0,k.$z)((0,T.S)(i.title))}`),...g.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let r=[];for(let[o,i]of[[d,"the shop"],[p,"the developer portal"]])for(let n of["orders","catalogue"]){let a=q(e,n,o);if(null===a)continue;let s=q(t,n,o);r.push([`${i}, ${n}`,L(a.before),L(a.after),L((s??a)[null===s?"before":"after"])])}let i=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(i).join("")}`.trimEnd()),...r.map(e=>`   ${e.map(i).join("")}`.trimEnd())]}(o,a,t),`   ${r.rule} is ${a.findings.some(e=>e.rule===r.rule)?"still there":"gone"}, and everybody has at least what they had before. Verdict: ${t("pass"===a.conclusion?"green":"red",a.conclusion)}.`,null===s?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${s}. Now: apim-cors review --base-dir ${s}/base --head-dir ${s}/head`,""].join("\n")}({review:w,finding:$,suggestion:y,consoleMessage:R.chromium,after:F,written:N},(0,I.KC)(t).paint),t),M.N.done}}};