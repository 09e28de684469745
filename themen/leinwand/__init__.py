"""What the projector shows: which view (ansicht), its figures (sammeln), its clock (uhr), its HTML (stand)."""
