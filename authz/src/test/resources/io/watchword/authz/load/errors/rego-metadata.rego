# METADATA
# custom:
#   watchword: {layer: reqest, selector: {}}
package my.policy

allow := true
