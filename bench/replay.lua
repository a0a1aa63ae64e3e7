-- wrk's part: sends the requests of a file in their order. A path on a line is one GET request.
-- Behind the last it begins again: the mock then refuses what it has seen, which wrk counts.
local requests, at = {}, -1

function init(args)
   for path in io.lines(args[1]) do
      requests[#requests + 1] = "GET " .. path .. " HTTP/1.1\r\nHost: alb.cn-hangzhou.aliyuncs.com\r\n\r\n"
   end
end

-- The first one is asked for by wrk itself, to look at it; it is not sent.
function request()
   at = at + 1
   return requests[(at > 0 and (at - 1) % #requests or 0) + 1]
end
