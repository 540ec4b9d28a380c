#!/bin/bash
# A study as a Slurm array, a cell for each task. In the folder that holds the study:
#
#     plenary study cells rules.study.json -o rules --open > rules.tsv
#     sbatch --array=1-$(wc -l < rules.tsv)%50 scripts/study/array.sh rules.study.json rules rules.tsv
#     plenary study report rules
#
# After a failure the same three lines run what is left. Tasks are held to their cores by Slurm itself.
#SBATCH --job-name=plenary-study
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=01:00:00
#SBATCH --output=/dev/null
set -euo pipefail
study=$1 results=$2 cells=$3
key=$(sed -n "${SLURM_ARRAY_TASK_ID:?not in an array}p" "$cells" | cut -f1)
exec "${PLENARY:-plenary}" study run "$study" -o "$results" --cell "$key" --quiet
