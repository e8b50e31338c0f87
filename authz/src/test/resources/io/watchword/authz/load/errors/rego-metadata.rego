# METADATA
# custom:
#   watchword: {layer: reqest, selektor: {}}
package my.policy

allow := true
