package main

// commands is the whole command line, in the order "complaintsd help" lists it. Each command is
// declared in the file of its name.
var commands = []command{
	demoCommand,
	runCommand,
	rehearseCommand,
	parseCommand,
	datesCommand,
}
