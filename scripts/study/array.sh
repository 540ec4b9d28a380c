#!/bin/bash
# A study as a Slurm array. In the folder that holds the study:
#
#     plenary study cells rules.study.json -o rules --open > rules.tsv
#     sbatch --array=1-$(wc -l < rules.tsv)%50 scripts/study/array.sh rules.study.json rules rules.tsv
#     plenary study report rules
#
# After a failure the same three lines run what is left. Tasks are held to their cores by Slurm itself. Short cells are better off
# together, and there are more cells than an array may have tasks (MaxArraySize) sooner than one thinks; fifty to a task:
#
#     sbatch --array=1-$((($(wc -l < rules.tsv) + 49) / 50)) scripts/study/array.sh rules.study.json rules rules.tsv 50
#SBATCH --job-name=plenary-study
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=01:00:00
#SBATCH --output=/dev/null
set -euo pipefail
study=$1 results=$2 cells=$3 each=${4:-1}
last=$((${SLURM_ARRAY_TASK_ID:?not in an array} * each))
failed=0
for key in $(sed -n "$((last - each + 1)),${last}p" "$cells" | cut -f1); do
    # One that fails is told by the exit code; it does not hold up the others.
    "${PLENARY:-plenary}" study run "$study" -o "$results" --cell "$key" --quiet || failed=1
done
exit "$failed"
