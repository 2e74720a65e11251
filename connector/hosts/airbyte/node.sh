#!/bin/sh
# Node with a heap of 75 % of the memory that the container may use, instead of the default for the whole machine. The rest
# is for buffers, which live outside the heap.
limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null)
case $limit in
  '' | *[!0-9]*) exec /usr/local/bin/node "$@" ;; # "max", or no cgroup: no limit to heed.
esac
exec /usr/local/bin/node "--max-old-space-size=$((limit / 1048576 * 3 / 4))" "$@"
