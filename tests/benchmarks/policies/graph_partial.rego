package bench

# Partial rules over a tree of 1,000 nodes: children, leaves, and grandchildren.

children[node.parent] contains id if some id, node in data.nodes

leaves contains id if {
	some id, _ in data.nodes
	not children[id]
}

grandchildren[id] := {g | some c in children[id]; some g in children[c]} if {
	some id, _ in data.nodes
}

answer := {"leaves": count(leaves), "families": count([id | some id, found in grandchildren; count(found) > 0])}
