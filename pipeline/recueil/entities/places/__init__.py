"""Places: communes, territories, streets and sites."""
