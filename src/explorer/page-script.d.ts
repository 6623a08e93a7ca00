/** The explorer's script as one minified text, made by scripts/page-scripts.mjs. */
export declare const script: string;
