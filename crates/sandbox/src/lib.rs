//! A PSP on this machine: documented HTTP, a customer's bank page, faults on command.
