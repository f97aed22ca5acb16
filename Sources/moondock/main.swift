import ArgumentParser
import NIOPosix
print("")
