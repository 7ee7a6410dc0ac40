"""The supervisors' site: pages that open from a folder, over pieces of data made from the marts."""
