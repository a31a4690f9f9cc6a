#!/bin/bash
# What every machine of a job runs for self_improve.yaml, one task each: its part of a trainer.
exec accelerate launch --config_file recipes/qwen3-32b/accelerate.yaml --machine_rank "$SLURM_PROCID" \
    --main_process_ip "$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)" --main_process_port 29500 "$@"
