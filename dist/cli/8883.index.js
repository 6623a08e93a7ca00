export const ids=['8883'],modules={281:(function(e,t,o){o.r(t),o.d(t,{demo:()=>C});var r=o(153),i=o(62);o(183),o(203),o(61),o(132),o(204),o(304),o(190),o(189),o(176),o(13),o(115);var n=o(27),a=o(151),s=o(177),l=o(179);o(185),o(121),o(119),o(118),o(117),o(116),o(114),o(130),o(129);var d=o(303);o(298),o(285),o(127),o(128),o(282),o(113),o(10),o(202),o(26),o(163),o(160),o(41),o(107),o(95),o(159),o(6),o(104);var p=o(22);o(18);var c=o(135),u=o(142),h=o(51);o(30),o(1),o(7),o(24),o(66),o(25),o(287),o(182);var f=o(186);o(15),o(161),o(109),o(100),o(8),o(291),o(97),o(96),o(181),o(65),o(99),o(3),o(69),o(71),o(293),o(98),o(292),o(290),o(289),o(67),o(288);var m=o(311),g=o(315),b="https://shop.contoso.com",w="https://contoso.developer.azure-api.net",$="apimartifacts/policy.xml",v="apimartifacts/apis/orders/policy.xml",y=`    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`,O=`    <backend>
        <forward-request />
    </backend>
    <outbound />
    <on-error />
</policies>
`,j=`<policies>
    <inbound>
        <set-header name="x-correlation-id" exists-action="skip">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
    </inbound>
${O}`,k=`<policies>
    <inbound>
        <cors allow-credentials="true">
            <allowed-origins>
                <origin>${w}</origin>
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
${O}`,x=`<policies>
    <inbound>
        <base />
        <cors>
            <allowed-origins>
                <origin>${b}</origin>
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
${y}`,E=`<policies>
    <inbound>
        <base />
        <rate-limit calls="600" renewal-period="60" />
    </inbound>
${y}`;function T(e,t){return`${JSON.stringify({properties:{displayName:e,path:t,protocols:["https"],subscriptionRequired:!0}},null,2)}
`}function S(e,t){let o=["openapi: 3.0.1","info:",`  title: ${e}`,"  version: '1.0'","paths:"];for(let[e,r]of Object.entries(t))for(let[t,i]of(o.push(`  ${e}:`),Object.entries(r)))o.push(`    ${t}:`,`      operationId: ${i}`,"      responses:","        '200':","          description: OK");return`${o.join("\n")}
`}var L={[$]:j,"apimartifacts/apis/orders/apiInformation.json":T("Orders","orders"),"apimartifacts/apis/orders/specification.yaml":S("Orders",{"/{id}":{get:"get-order",put:"put-order"}}),[v]:x,"apimartifacts/apis/catalogue/apiInformation.json":T("Catalogue","catalogue"),"apimartifacts/apis/catalogue/specification.yaml":S("Catalogue",{"/products":{get:"list-products"}}),"apimartifacts/apis/catalogue/policy.xml":E},q={[$]:k},M={request:{origin:b,method:"PUT",headers:[{name:"content-type",value:"application/json"}],credentials:"same-origin"},destination:{kind:"url",url:"https://contoso.azure-api.net/orders/42"},product:null,key:"header"};function I(e,t,o){for(let r of e.changes){if(!r.targets.some(e=>e.api===t))continue;let e=r.origins.find(e=>e.origin===o);if(void 0!==e)return e}return null}function R(e){let{allowed:t,methods:o}=e;return!function({allowed:e,certainty:t,otherwise:o}){return"no"===e&&"reported"===t&&o.length>0}(e)?"no"===t?"no":"unknown"===t?"blocked ?":"*"===o?"any method":o.join(", "):"blocked (reported)"}async function C(e,t){void 0!==e&&function(e){if((0,m.existsSync)(e)&&(0,m.readdirSync)(e).length>0)throw new f.xL(`'${e}' is not empty; name a new folder`)}(e);let y={label:"nothing",entries:new Map,read:()=>Promise.resolve(new Map)},O=(0,n.Lw)(y,new Map(Object.entries(L)),"before"),j=(0,n.Lw)(O,new Map(Object.entries(q)),"pull request"),{reviewTrees:k}=await o.lazy(28),x=e=>k(O,e,{settings:a.L6,today:(0,r.Ec)()}),E=await x(j),T=E.findings.find(e=>"inherited-cors-decides"===e.rule),S=T?.suggestions[0],{reason:C}=await (0,i.WE)(j,M,a.L6,null);if(void 0===T||void 0===S||null===C)throw Error("the example has lost its point");let z={...L,...q},P=new Map;for(let e of new Set(S.edits.map(e=>e.path)))P.set(e,function(e,t){let o=e.includes("\r\n")?"\r\n":"\n",r=e.split(o);for(let{startLine:e,endLine:o,lines:i}of[...t].sort((e,t)=>t.startLine-e.startLine))r.splice(e-1,o-e+1,...i);return r.join(o)}(z[e]??"",S.edits.filter(t=>t.path===e)));let U={...z,...Object.fromEntries(P)},W=await x((0,n.Lw)(j,P,"repaired")),F=void 0===e?null:function(e,t){for(let[o,r]of Object.entries(t))for(let[t,i]of Object.entries(r)){let r=(0,g.join)(e,o,t);(0,m.mkdirSync)((0,g.dirname)(r),{recursive:!0}),(0,m.writeFileSync)(r,i)}return e}(e,{base:L,head:z,repaired:U});return(0,l.M9)(function(e,t){let{review:o,finding:r,suggestion:i,consoleMessage:n,after:a,written:s}=e,l=(0,h.FQ)(o).find(({findings:e})=>e.some(({fingerprint:e})=>e===r.fingerprint)),f=(l?.findings??[r]).map(e=>({...e,suggestions:[]})),m={...o,findings:f,notes:[],ignored:[],unreviewed:[]},g=(q[$]??"").split("\n").filter(e=>/cors|origin/.test(e)),y=(0,p.UZ)(i.patch).filter(({kind:e})=>"added"===e||"removed"===e).slice(0,8);return[t("bold","One button in the portal, and the shop stops working"),"",`The pages of Contoso's shop, ${b}, read and change orders. The Orders API lets`,`them, in ${v}: <base /> first, then its own <cors>. That works.`,"",t("bold",'1. The pull request: "Enable CORS for the developer portal"'),`   It adds this to the global policy, ${$}, and touches nothing of Orders:`,...g.map(e=>t("green",`   + ${e.slice(8)}`)),"",t("bold","2. What the review says of it"),...(0,d.UH)(m,{paint:t,width:97,sources:new Map(Object.entries({...L,...q})),isRepairedElsewhere:!0}).trimEnd().split("\n").filter((e,t,o)=>""!==e||""!==o[t-1]).map(e=>""===e?"":`   ${e}`),"",t("bold","3. What the shop's developers would find in the console after the release"),...(function(e){let t=[],o="";for(let r of e.split(" "))""!==o&&o.length+1+r.length>97?(t.push(o),o=r):o=""===o?r:`${o} ${r}`;return[...t,o]})(t("red",n)).map(e=>`   ${e}`),"",t("bold",`4. The suggestion: ${(0,u.$z)((0,c.SO)(i.title))}`),...y.map(({kind:e,text:o})=>t("added"===e?"green":"red",`   ${o}`)),"",t("bold","5. The review of the state after applying it: who may call what"),...function(e,t,o){let r=[];for(let[o,i]of[[b,"the shop"],[w,"the developer portal"]])for(let n of["orders","catalogue"]){let a=I(e,n,o);if(null===a)continue;let s=I(t,n,o);r.push([`${i}, ${n}`,R(a.before),R(a.after),R((s??a)[null===s?"before":"after"])])}let i=(e,t)=>e.padEnd(0===t?34:20);return[o("dim",`   ${["","before","pull request","repaired"].map(i).join("")}`.trimEnd()),...r.map(e=>`   ${e.map(i).join("")}`.trimEnd())]}(o,a,t),`   ${r.rule} is ${a.findings.some(e=>e.rule===r.rule)?"still there":"gone"}, and everybody has at least what they had before. Verdict: ${t("pass"===a.conclusion?"green":"red",a.conclusion)}.`,null===s?"To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main":`Written: base/, head/ and repaired/ in ${s}. Now: apim-cors review --base-dir ${s}/base --head-dir ${s}/head`,""].join("\n")}({review:E,finding:T,suggestion:S,consoleMessage:C.chromium,after:W,written:F},(0,l.KC)(t).paint),t),s.N.done}})};
