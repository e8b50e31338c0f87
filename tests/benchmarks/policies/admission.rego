package bench

# What an admission controller says about a pod.

containers contains container if some container in input.request.object.spec.containers

containers contains container if some container in input.request.object.spec.initContainers

deny contains msg if {
	some container in containers
	not startswith(container.image, "registry.example.org/")
	msg := sprintf("container %v: image %v is from an unknown registry", [container.name, container.image])
}

deny contains msg if {
	some container in containers
	endswith(container.image, ":latest")
	msg := sprintf("container %v: image %v has no fixed version", [container.name, container.image])
}

deny contains msg if {
	some container in containers
	not container.resources.limits.memory
	msg := sprintf("container %v: no memory limit", [container.name])
}

deny contains msg if {
	some container in containers
	container.securityContext.privileged == true
	msg := sprintf("container %v: privileged", [container.name])
}

deny contains msg if {
	some volume in input.request.object.spec.volumes
	volume.hostPath
	msg := sprintf("volume %v: host path %v", [volume.name, volume.hostPath.path])
}

deny contains msg if {
	some label in {"app", "team", "cost-centre"}
	not input.request.object.metadata.labels[label]
	msg := sprintf("label %v is missing", [label])
}
