export const ids=['3222'],modules={59:(function(e,o,n){n.r(o),n.d(o,{showCompletion:()=>$});var a=n(194),r=n(196);n(202);var s=n(51);n(48),n(112),n(43),n(25),n(47),n(24);var i=n(58);function t(e){return e.createHelp().visibleOptions(e).map(c)}function c({long:e,short:o,description:n,required:a,argChoices:r}){return{names:[e,o].filter(e=>"string"==typeof e),description:n,takesValue:a,values:r??[]}}n(53),n(188),n(54),n(144),n(197),n(198),n(52),n(45),n(22),n(27),n(23),n(190),n(167),n(141),n(26),n(200),n(191),n(143),n(139),n(142),n(189),n(140);var p=e=>e.flatMap(({names:e})=>e);function m(e,o){return e.flatMap(({name:e,options:n})=>n.flatMap(({names:n,takesValue:a,values:r})=>a?[`    ${n.map(o=>`'${e} ${o}'`).join("|")}) ${o(r)} ;;
`]:[])).join("")}function l(e){return e.map(({name:e,options:o,values:n})=>`    ${e}) options='${p(o).join(" ")}' values='${n.join(" ")}' ;;
`).join("")}function $(e,o,n){let c=[...s.aO,...i.k].map(({id:e})=>e);return(0,r.M9)(function(e,o,n){var a,r,s;let i,c,$,f,u,h,_,d=(c=(i=e.createHelp().visibleCommands(e)).map(e=>e.name()),i.map(e=>{let o=e.name(),a="help"===o?c:n.get(o)??e.registeredArguments[0]?.argChoices??[];return{name:o,description:e.description(),options:"help"===o?[]:t(e),values:a}}));switch(o){case"bash":return a=t(e),$=[...d.map(({name:e})=>e),...p(a)].join(" "),`# Completion of apim-cors for bash. In ~/.bashrc: eval "$(apim-cors completion bash)"
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
${m(d,e=>0===e.length?"return":`COMPREPLY=($(compgen -W '${e.join(" ")}' -- "$current")); return`)}  esac
  case "$\{COMP_WORDS[1]}" in
${l(d)}  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$values" -- "$current")) ;;
  esac
}
complete -o bashdefault -o default -F _apim_cors apim-cors
`;case"zsh":return r=t(e),f=[...d.map(({name:e})=>e),...p(r)].join(" "),`#compdef apim-cors
# Completion of apim-cors for zsh. In ~/.zshrc, after compinit: eval "$(apim-cors completion zsh)"
_apim_cors() {
  local options='' values=''
  if (( CURRENT == 2 )); then
    compadd -- ${f}
    return
  fi
  case "$\{words[2]} $\{words[CURRENT-1]}" in
${m(d,e=>0===e.length?"_files; return":`compadd -- ${e.join(" ")}; return`)}  esac
  case "$\{words[2]}" in
${l(d)}  esac
  if [[ "$\{words[CURRENT]}" == -* ]]; then compadd -- $\{=options}
  elif [[ -n "$values" ]]; then compadd -- $\{=values}
  else _files
  fi
}
compdef _apim_cors apim-cors
`;case"fish":return s=t(e),u=e=>`'${e.replace(/[\\']/g,"\\$&")}'`,h=(e,o)=>`complete -c apim-cors -n ${u(e)} ${(({names:e})=>e.map(e=>e.startsWith("--")?`-l ${e.slice(2)}`:`-s ${e.slice(1)}`).join(" "))(o)}${o.takesValue?o.values.length>0?` -x -a ${u(o.values.join(" "))}`:" -r":""} -d ${u(o.description)}`,_=d.flatMap(({name:e,description:o,options:n,values:a})=>{let r=`__fish_seen_subcommand_from ${e}`;return[`complete -c apim-cors -n __fish_use_subcommand -f -a ${e} -d ${u(o)}`,...n.map(e=>h(r,e)),...0===a.length?[]:[`complete -c apim-cors -n ${u(r)} -f -a ${u(a.join(" "))}`]]}),`# Completion of apim-cors for fish: apim-cors completion fish > ~/.config/fish/completions/apim-cors.fish
${[...s.map(e=>h("__fish_use_subcommand",e)),..._].join("\n")}
`}}(e,o,new Map([["rules",c]])),n),a.N.done}})};
