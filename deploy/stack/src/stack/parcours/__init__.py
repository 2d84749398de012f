"""The journey of the guide, made through the gateway as people make it: what the demo, the e2e and fault tests play."""
