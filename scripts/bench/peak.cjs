// Preloaded into a measured process: writes its peak memory (kB) to the file named in BENCH_PEAK when it exits.
process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS));
});
