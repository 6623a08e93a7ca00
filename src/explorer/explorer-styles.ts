/** Beside the report's own. Colours are those of the report; a mark is a sign and a word, and its colour comes on top. */
export const explorerStyles = `body { max-width: 100rem; }
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
@media print { .bar, #request, #copy-assume { display: none; } #matrix .wide { max-height: none; overflow: visible; } }`;
