"""Source files → the objects that Flux or Argo CD deploys, with their variables; nothing is executed."""
