/** In addition to the report's styles, with its colours. A mark is a sign and a word; its colour is additional. */
export const explorerStyles = `body { max-width: 100rem; }
h1 { overflow-wrap: anywhere; }
#explorer > section { margin-top: 2rem; }
#explorer > section > h2 { margin-top: 0; }
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; margin: 0 0 0.75rem; }
#request { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: 0.75rem 1rem; align-items: start; margin: 0 0 1rem; }
.field span { display: block; font-size: 0.8125rem; color: var(--quiet); margin-bottom: 0.125rem; }
#request input, #request select, #request textarea { width: 100%; }
.option { display: block; padding: 0.125rem 0 0.125rem 1.5rem; text-indent: -1.5rem; }
.bar .option { padding: 0.375rem 0; text-indent: 0; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--quiet); border-radius: 6px; padding: 0.25rem 0.5rem; max-width: 100%; }
input:not([type=radio], [type=checkbox]), select, #request textarea { min-height: 2.25rem; }
#search { width: 20rem; }
textarea { width: 18rem; font-family: ui-monospace, Consolas, monospace; font-size: 0.875em; }
#assume-block { width: 30rem; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--note); outline-offset: 1px; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
#matrix .wide { max-height: 70vh; overflow: auto; border: 1px solid var(--line); border-radius: 6px; width: fit-content; max-width: 100%; }
#matrix table { width: auto; border-collapse: separate; border-spacing: 0; }
#matrix caption span { position: sticky; left: 0.5rem; display: inline-block; max-width: calc(100vw - 4rem); }
#matrix caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding: 0.375rem 0.5rem; border-bottom: 1px solid var(--line); }
#matrix th, #matrix td { padding: 0.125rem 0.375rem; font-size: 0.875rem; border: 0 solid var(--line); border-width: 0 1px 1px 0; }
#matrix tr > :last-child { border-right-width: 0; }
#matrix tbody tr:last-child > * { border-bottom-width: 0; }
#matrix tbody { border: 0; }
#matrix thead th { position: sticky; top: 0; background: var(--code); z-index: 2; min-width: 7.5rem; max-width: 14rem; padding: 0.375rem 0.625rem; vertical-align: bottom; overflow-wrap: break-word; line-height: 1.3; }
#matrix thead .origin { display: block; }
#matrix thead .origin + .origin { margin-top: 0.25rem; }
#matrix tbody th { position: sticky; left: 0; background: var(--page); z-index: 1; white-space: normal; min-width: min(12rem, 36vw); max-width: 24rem; overflow-wrap: anywhere; }
#matrix thead th:first-child { left: 0; z-index: 3; }
#matrix td { min-width: 0; }
#matrix button { border: 0; padding: 0.1875rem 0.25rem; text-align: left; background: none; width: 100%; border-radius: 4px; }
#matrix button:hover { background: var(--code); }
#matrix [aria-current] { box-shadow: inset 0 0 0 2px var(--note); }
#matrix > button { width: auto; border: 1px solid var(--quiet); margin-top: 0.5rem; padding: 0.25rem 0.75rem; }
#matrix .depth2 th { padding-left: 1.5rem; }
#matrix .depth3 th { padding: 0.3125rem 0.375rem 0.3125rem 3rem; font-weight: normal; }
#matrix td.loses { background: var(--cut); }
#matrix td.gains { background: var(--add); }
.loses { color: var(--bad); font-weight: 600; }
.mayLose, .changes, .depends { color: var(--warn); }
.gains, .mayGain { color: var(--good); }
td.blocked, .quiet { color: var(--quiet); }
#verdict { border-left: 0.25rem solid var(--note); padding: 0.25rem 0.75rem; margin: 0 0 1rem; }
#verdict span { display: block; }
.blocked > strong { color: var(--bad); }
.allowed > strong { color: var(--good); }
.unknown > strong { color: var(--warn); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; align-items: start; }
.side { border: 1px solid var(--line); border-top: 0.25rem solid var(--warn); border-radius: 6px; padding: 0.75rem 1rem 1rem; min-width: 0; overflow-wrap: anywhere; }
.side.blocked { border-top-color: var(--bad); }
.side.allowed { border-top-color: var(--good); }
.side .verdict { margin: 0 0 0.75rem; font-weight: 600; }
.side.blocked .verdict { color: var(--bad); }
.side.allowed .verdict { color: var(--good); }
.side.unknown .verdict { color: var(--warn); }
.side ul { margin: 0.25rem 0 0.5rem; padding-left: 1.25rem; }
.side summary { font-weight: 600; font-size: 0.875rem; margin-top: 0.75rem; cursor: pointer; }
.side li, .side .verdict { font-size: 0.9375rem; }
h4 { margin: 0.75rem 0 0; font-size: 0.875rem; }
.chain { list-style: none; padding: 0; }
.chain > li { border: 1px solid var(--line); border-radius: 4px; padding: 0.25rem 0.5rem; }
.chain > li + li { margin-top: 1rem; position: relative; }
.chain > li + li:before { content: '▲ <base />'; position: absolute; top: -1rem; font-size: 0.6875rem; line-height: 1rem; color: var(--quiet); }
.chain ul { margin: 0.25rem 0; padding-left: 1rem; }
.scope { font-weight: 600; }
.decides > strong { color: var(--note); border: 1px solid currentColor; border-radius: 4px; padding: 0 0.3em; font-size: 0.8125rem; }
.chain pre { margin: 0.25rem 0; padding: 0.25rem 0.5rem; }
fieldset { border: 1px solid var(--line); border-radius: 4px; margin: 0 0 0.75rem; }
.causes { list-style: none; padding: 0; }
.causes > li { border-top: 1px solid var(--line); padding: 0.5rem 0; }
.causes p { margin: 0 0 0.25rem; }
#contracts td, #contracts tbody th { min-width: 0; white-space: normal; }
#points > div > fieldset { padding: 0.5rem 1rem; }
@media (min-width: 40rem) { #request > :first-child { grid-column: span 2; } }
@media (max-width: 40rem) { body { padding: 0.75rem; } h1 { font-size: 1.25rem; } .causes .option { padding-block: 0.375rem; } .bar .field, #search { width: 100%; } #assume-block { width: 100%; } }
@media print {
  .bar, #request, #copy-assume, #matrix > button { display: none; }
  #matrix .wide { max-height: none; overflow: visible; border: 0; }
  #matrix thead th, #matrix tbody th { position: static; }
  #matrix thead th { min-width: 4rem; }
  #matrix th, #matrix td { font-size: 0.6875rem; padding: 0 0.125rem; }
  #matrix tr, .side li, .causes > li { break-inside: avoid; }
  .chain pre { white-space: pre-wrap; }
}`;
