import{modules as e}from"./shared.js";export const id=9822;export const ids=[9822,7059];export const modules={7059:e[7059],9822:(e,o,n)=>{n.r(o),n.d(o,{showCompletion:()=>$});var s=n(7059),r=n(3219);function a(e){return e.createHelp().visibleOptions(e).map(i)}function i({long:e,short:o,description:n,required:s,argChoices:r}){return{names:[e,o].filter(e=>"string"==typeof e),description:n,takesValue:s,values:r??[]}}let t=e=>e.flatMap(({names:e})=>e);function c(e,o){return e.flatMap(({name:e,options:n})=>n.flatMap(({names:n,takesValue:s,values:r})=>s?[`    ${n.map(o=>`'${e} ${o}'`).join("|")}) ${o(r)} ;;
`]:[])).join("")}function p(e){return e.map(({name:e,options:o,values:n})=>`    ${e}) options='${t(o).join(" ")}' values='${n.join(" ")}' ;;
`).join("")}var m=n(29),l=n(5304);function $(e,o,n){let i=[...r.rules,...s.contractRules].map(({id:e})=>e);return(0,l.M9)(function(e,o,n){var s,r,i;let m,l,$,u,f,h,d,_=(l=(m=e.createHelp().visibleCommands(e)).map(e=>e.name()),m.map(e=>{let o=e.name(),s="help"===o?l:n.get(o)??e.registeredArguments[0]?.argChoices??[];return{name:o,description:e.description(),options:"help"===o?[]:a(e),values:s}}));switch(o){case"bash":return s=a(e),$=[..._.map(({name:e})=>e),...t(s)].join(" "),`# Completion of apim-cors for bash. In ~/.bashrc: eval "$(apim-cors completion bash)"
_apim_cors() {
  local current=$\{COMP_WORDS[COMP_CWORD]} before=$\{COMP_WORDS[COMP_CWORD-1]} options='' values=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${$}' -- "$current"))
    return
  fi
  # --option=value comes as three words.
  if [ "$current" = = ]; then current=''
  elif [ "$before" = = ]; then before=$\{COMP_WORDS[COMP_CWORD-2]}
  fi
  case "$\{COMP_WORDS[1]} $before" in
${c(_,e=>0===e.length?"return":`COMPREPLY=($(compgen -W '${e.join(" ")}' -- "$current")); return`)}  esac
  case "$\{COMP_WORDS[1]}" in
${p(_)}  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$values" -- "$current")) ;;
  esac
}
complete -o bashdefault -o default -F _apim_cors apim-cors
`;case"zsh":return r=a(e),u=[..._.map(({name:e})=>e),...t(r)].join(" "),`#compdef apim-cors
# Completion of apim-cors for zsh. In ~/.zshrc, after compinit: eval "$(apim-cors completion zsh)"
_apim_cors() {
  local options='' values=''
  if (( CURRENT == 2 )); then
    compadd -- ${u}
    return
  fi
  case "$\{words[2]} $\{words[CURRENT-1]}" in
${c(_,e=>0===e.length?"_files; return":`compadd -- ${e.join(" ")}; return`)}  esac
  case "$\{words[2]}" in
${p(_)}  esac
  if [[ "$\{words[CURRENT]}" == -* ]]; then compadd -- $\{=options}
  elif [[ -n "$values" ]]; then compadd -- $\{=values}
  else _files
  fi
}
compdef _apim_cors apim-cors
`;case"fish":return i=a(e),f=e=>`'${e.replace(/[\\']/g,"\\$&")}'`,h=(e,o)=>`complete -c apim-cors -n ${f(e)} ${(({names:e})=>e.map(e=>e.startsWith("--")?`-l ${e.slice(2)}`:`-s ${e.slice(1)}`).join(" "))(o)}${o.takesValue?o.values.length>0?` -x -a ${f(o.values.join(" "))}`:" -r":""} -d ${f(o.description)}`,d=_.flatMap(({name:e,description:o,options:n,values:s})=>{let r=`__fish_seen_subcommand_from ${e}`;return[`complete -c apim-cors -n __fish_use_subcommand -f -a ${e} -d ${f(o)}`,...n.map(e=>h(r,e)),...0===s.length?[]:[`complete -c apim-cors -n ${f(r)} -f -a ${f(s.join(" "))}`]]}),`# Completion of apim-cors for fish: apim-cors completion fish > ~/.config/fish/completions/apim-cors.fish
${[...i.map(e=>h("__fish_use_subcommand",e)),...d].join("\n")}
`}}(e,o,new Map([["rules",i]])),n),m.N.done}}};