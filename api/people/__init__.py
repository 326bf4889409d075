"""Users, participants, teams, assignment, enrolment, signing in, devices."""
