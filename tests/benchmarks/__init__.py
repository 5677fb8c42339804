"""Speed as ratios: everything is measured beside its reference, in the same run, on services of its own."""

# Names the file with the answers that `bare_server` repeats.
RECORDING = "KALENTERI_BENCH_RECORDING"
