package bench

# Which of 1,000 services a service can reach.

reached := graph.reachable(data.edges, {input.from})

answer := count(reached)
